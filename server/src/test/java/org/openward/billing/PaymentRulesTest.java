package org.openward.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Currency;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openward.billing.InvoiceRegister.Balance;
import org.openward.billing.PayInvoice.CashSession;
import org.openward.fhir.Refusal;
import org.openward.money.Money;

class PaymentRulesTest {
    private static final Balance HALF_PAID = new Balance("p", inr("100"), inr("50"));

    @Test
    void what_is_owed_can_be_paid_in_parts_and_in_full() {
        assertThat(HALF_PAID.afterPaying(inr("49.99")).owed()).isEqualTo(inr("0.01"));
        assertThat(HALF_PAID.afterPaying(inr("50")).owed().isZero()).isTrue();
    }

    @Test
    void more_than_is_owed_cannot_be_paid() {
        assertRefused("F5", () -> HALF_PAID.afterPaying(inr("50.01")));
        assertRefused("F5", () -> new Balance("p", inr("0"), inr("0")).afterPaying(inr("1")));
    }

    @Test
    void another_currency_cannot_be_paid() {
        assertRefused("F11", () -> HALF_PAID.afterPaying(new Money(BigDecimal.ONE, Currency.getInstance("USD"))));
    }

    @Test
    void a_payment_is_more_than_zero() {
        assertRefused("F5", () -> paying("0", PayInvoice.Method.CARD, null));
        assertRefused("F5", () -> paying("-1", PayInvoice.Method.CARD, null));
    }

    @Test
    void an_amount_has_no_more_decimals_than_its_currency() {
        assertRefused("F1", () -> BillingRequests.amount("amount", BillingOffice.rupees("1.005")));
        assertThat(BillingRequests.amount("amount", BillingOffice.rupees("1.0")))
                .isEqualTo(inr("1"));
    }

    @Test
    void cash_handed_over_covers_the_amount_and_only_cash_is_handed_over() {
        assertRefused("F5", () -> paying("10", PayInvoice.Method.CASH, inr("9.99")));
        assertRefused("F5", () -> paying("10", PayInvoice.Method.CARD, inr("10")));
        assertThat(paying("10", PayInvoice.Method.CASH, inr("20")).tendered()).isEqualTo(inr("20"));
    }

    @Test
    void what_is_missing_or_no_value_of_its_kind_is_malformed() {
        assertMalformed(() -> BillingRequests.amount("amount", null));
        assertMalformed(
                () -> BillingRequests.amount("amount", BillingOffice.rupees("1").setCurrency("EURO")));
        assertMalformed(() -> BillingRequests.method(null));
        assertMalformed(() -> BillingRequests.method(new CodeType("shells")));
        assertMalformed(() -> new PayInvoice("1", null, inr("1"), PayInvoice.Method.CARD, "9".repeat(65), null, null));
        assertMalformed(() -> BillingRequests.generate(null, null, null, null));
        assertMalformed(() -> BillingRequests.generate(new Reference("Group/1"), null, null, null));
        assertMalformed(() -> BillingRequests.generate(new Reference("Patient/1"), null, null, new CodeType("SPA")));
    }

    @Test
    void a_session_is_named_by_reference_or_by_identifier() {
        var numbered = new Reference()
                .setIdentifier(new Identifier()
                        .setSystem("https://till.example/session")
                        .setValue("S-7"));

        assertThat(BillingRequests.session(new Reference("Basic/7"))).isEqualTo(new CashSession.OnFile("7"));
        assertThat(BillingRequests.session(numbered))
                .isEqualTo(new CashSession.Numbered("https://till.example/session", "S-7"));
        assertThat(BillingRequests.session(null)).isNull();
        assertMalformed(() -> BillingRequests.session(new Reference("Patient/7")));
        assertMalformed(() -> BillingRequests.session(new Reference("session 7")));
        assertMalformed(() -> BillingRequests.session(new Reference().setDisplay("the morning's")));
        assertMalformed(() -> BillingRequests.session(new Reference().setIdentifier(new Identifier().setValue(" "))));
    }

    private static PayInvoice paying(String amount, PayInvoice.Method method, @Nullable Money tendered) {
        return new PayInvoice("1", null, inr(amount), method, null, tendered, null);
    }

    private static void assertRefused(String invariant, ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.RULE);
            assertThat(refusal.invariant()).isEqualTo(invariant);
        });
    }

    private static void assertMalformed(ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.kind())
                .isEqualTo(Refusal.Kind.MALFORMED));
    }

    private static Money inr(String amount) {
        return new Money(new BigDecimal(amount), Currency.getInstance("INR"));
    }
}
