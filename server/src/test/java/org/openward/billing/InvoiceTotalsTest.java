package org.openward.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openward.billing.InvoiceTotals.Line;
import org.openward.money.Money;

class InvoiceTotalsTest {
    @Test
    void an_invoice_comes_to_exactly_the_sum_of_its_lines() {
        var lines = IntStream.range(0, 1000)
                .mapToObj(number -> new Line("charge-" + number, money("0.10", "INR")))
                .toList();

        var totals = InvoiceTotals.of(lines);

        assertThat(totals.net()).isEqualTo(money("100.00", "INR"));
        assertThat(totals.gross()).isEqualTo(totals.net());
    }

    @Test
    void an_invoice_is_in_one_currency() {
        var mixed = List.of(new Line("1", money("1", "INR")), new Line("2", money("1", "USD")));

        assertThatThrownBy(() -> InvoiceTotals.of(mixed))
                .isInstanceOfSatisfying(InvoiceRefused.class, refusal -> assertThat(refusal.invariant())
                        .isEqualTo("F11"));
    }

    @Test
    void there_is_no_invoice_without_lines() {
        assertThatThrownBy(() -> InvoiceTotals.of(List.of())).isInstanceOf(InvoiceRefused.class);
    }

    private static Money money(String amount, String currency) {
        return new Money(new BigDecimal(amount), Currency.getInstance(currency));
    }
}
