package org.openward.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Currency;
import org.junit.jupiter.api.Test;

class MoneyTest {
    private static final Currency EURO = Currency.getInstance("EUR");
    private static final Currency YEN = Currency.getInstance("JPY");
    private static final Currency DINAR = Currency.getInstance("KWD");

    @Test
    void an_amount_has_the_decimals_of_its_currency() {
        assertThat(euro("7.5")).hasToString("7.50 EUR");
        assertThat(new Money(new BigDecimal("7.5"), YEN)).hasToString("8 JPY");
        assertThat(new Money(new BigDecimal("7.5"), DINAR)).hasToString("7.500 KWD");
    }

    @Test
    void halves_round_away_from_zero() {
        assertThat(euro("1.005")).isEqualTo(euro("1.01"));
        assertThat(euro("-1.005")).isEqualTo(euro("-1.01"));
        assertThat(euro("1.0049")).isEqualTo(euro("1.00"));
    }

    @Test
    void ten_cents_ten_times_are_one_euro() {
        var sum = Money.zero(EURO);

        for (int coin = 0; coin < 10; coin++) {
            sum = sum.plus(euro("0.10"));
        }

        assertThat(sum).isEqualTo(euro("1"));
    }

    @Test
    void a_price_times_a_quantity_is_rounded_once() {
        assertThat(euro("3.33").times(new BigDecimal("1.5"))).isEqualTo(euro("5.00"));
    }

    @Test
    void what_is_owed_less_what_was_paid_is_the_balance() {
        assertThat(euro("12.00").minus(euro("12.00")).isZero()).isTrue();
        assertThat(euro("12.00").minus(euro("11.99")).isPositive()).isTrue();
        assertThat(euro("12.00").minus(euro("12.01")).isNegative()).isTrue();
        assertThat(euro("12.01").isMoreThan(euro("12.00"))).isTrue();
        assertThat(euro("12.00").isMoreThan(euro("12.00"))).isFalse();
    }

    @Test
    void currencies_are_never_mixed() {
        assertThatIllegalArgumentException().isThrownBy(() -> euro("1").plus(new Money(BigDecimal.ONE, YEN)));
        assertThatIllegalArgumentException().isThrownBy(() -> euro("1").minus(new Money(BigDecimal.ONE, YEN)));
        assertThatIllegalArgumentException().isThrownBy(() -> euro("1").isMoreThan(new Money(BigDecimal.ONE, YEN)));
    }

    @Test
    void a_stated_amount_with_too_many_decimals_is_refused_and_not_rounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> Money.exactly(new BigDecimal("1.005"), EURO));
        assertThatIllegalArgumentException().isThrownBy(() -> Money.exactly(new BigDecimal("0.5"), YEN));
        assertThat(Money.exactly(new BigDecimal("1.5000"), EURO)).isEqualTo(euro("1.50"));
    }

    @Test
    void gold_is_no_currency_of_a_bill() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Money(BigDecimal.ONE, Currency.getInstance("XAU")));
    }

    private static Money euro(String amount) {
        return new Money(new BigDecimal(amount), EURO);
    }
}
