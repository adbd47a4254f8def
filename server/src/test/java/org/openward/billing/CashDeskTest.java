package org.openward.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Invoice.InvoiceStatus;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.openward.billing.PayInvoice.CashSession;
import org.openward.fhir.Refusal;
import org.openward.fhir.ResourceNotFound;
import org.openward.profiles.Extensions;
import org.openward.testing.AtOnce;

class CashDeskTest {
    private final BillingOffice office = BillingOffice.open();

    @Test
    void a_part_of_the_bill_is_paid_and_the_rest_is_owed() {
        var invoice = office.anIssuedInvoice("120.50");

        var taken = office.pay(invoice, "100");

        assertThat(taken.balance()).hasToString("20.50 INR");
        assertThat(taken.invoice().getStatus()).isEqualTo(InvoiceStatus.ISSUED);
        assertThat(office.account("receivable")).isEqualByComparingTo("20.50");
        assertThat(office.account("cash:card")).isEqualByComparingTo("100");
    }

    @Test
    void with_the_last_of_it_the_bill_is_balanced() {
        var invoice = office.anIssuedInvoice("120.50");
        office.pay(invoice, "100");

        var last = office.pay(invoice, "20.50", PayInvoice.Method.CASH);

        assertThat(last.balance().isZero()).isTrue();
        assertThat(last.invoice().getStatus()).isEqualTo(InvoiceStatus.BALANCED);
        assertThat(office.account("receivable")).isZero();
        assertThat(office.account("cash:cash")).isEqualByComparingTo("20.50");
    }

    @Test
    void an_overpayment_is_refused_and_leaves_nothing_behind() {
        var invoice = office.anIssuedInvoice("120.50");

        assertRefused("F5", () -> office.pay(invoice, "120.51"));

        assertThat(office.account("receivable")).isEqualByComparingTo("120.50");
        assertThat(office.search(PaymentReconciliation.class, "request=Invoice/" + idOf(invoice)))
                .isEmpty();
    }

    @Test
    void a_balanced_bill_takes_no_more_money() {
        var invoice = office.anIssuedInvoice("120.50");
        office.pay(invoice, "120.50");

        assertRefused("F5", () -> office.pay(invoice, "0.01"));
    }

    @Test
    void only_an_issued_bill_is_paid() {
        var draft = office.aDraft("120.50");

        assertRefused("F5", () -> office.pay(draft, "1"));
        assertThatThrownBy(() -> office.pay((Invoice) new Invoice().setId("no-such-bill"), "1"))
                .isInstanceOf(ResourceNotFound.class);
    }

    @Test
    void thirty_two_cashiers_take_exactly_what_is_owed() throws Exception {
        var invoice = office.anIssuedInvoice("100");

        var outcomes = AtOnce.all(32, cashier -> () -> office.pay(invoice, "10"));

        assertThat(outcomes.stream().filter(AtOnce.Outcome::succeeded)).hasSize(10);
        assertThat(outcomes.stream().flatMap(outcome -> outcome.failure().stream()))
                .hasSize(22)
                .allMatch(PaymentRefused.class::isInstance);
        assertThat(office.account("receivable")).isZero();
        assertThat(office.account("cash:card")).isEqualByComparingTo("100");
        assertThat(office.read(Invoice.class, idOf(invoice)).getStatus()).isEqualTo(InvoiceStatus.BALANCED);
    }

    @Test
    void a_payment_says_what_it_paid_how_and_when() {
        var invoice = office.anIssuedInvoice("120.50");

        var payment = office.work(() -> office.part(CashDesk.class)
                        .pay(new PayInvoice(
                                idOf(invoice),
                                null,
                                BillingRequests.amount("amount", BillingOffice.rupees("120.50")),
                                PayInvoice.Method.CASH,
                                "receipt 7",
                                BillingRequests.amount("tendered", BillingOffice.rupees("200")),
                                new CashSession.Numbered("https://till.example/session", "S-7"))))
                .payment();

        assertThat(payment.getDetailFirstRep().getRequest().getReference()).isEqualTo("Invoice/" + idOf(invoice));
        assertThat(payment.getPaymentAmount().getValue()).isEqualByComparingTo("120.50");
        assertThat(payment.getPaymentIdentifier().getValue()).isEqualTo("receipt 7");
        assertThat(payment.getCreated().toInstant()).isEqualTo(BillingOffice.NOON);
        assertThat(((CodeableConcept) payment.getExtensionByUrl(Extensions.PAYMENT_METHOD)
                                .getValue())
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("cash");
        var session =
                (Reference) payment.getExtensionByUrl(Extensions.CASH_SESSION).getValue();
        assertThat(session.getIdentifier().getSystem()).isEqualTo("https://till.example/session");
        assertThat(session.getIdentifier().getValue()).isEqualTo("S-7");
        assertThat(((Money) payment.getExtensionByUrl(Extensions.RETURNED_AMOUNT)
                                .getValue())
                        .getValue())
                .isEqualByComparingTo("79.50");
    }

    @Test
    void a_payment_belongs_to_the_day_that_ends_at_the_clinics_own_midnight() {
        var kolkata = BillingOffice.openIn("Asia/Kolkata");
        var invoice = kolkata.anIssuedInvoice("100");
        kolkata.itIs("2026-11-21T18:29:00Z");
        var late = kolkata.pay(invoice, "1").payment();
        kolkata.itIs("2026-11-21T18:31:00Z");
        var early = kolkata.pay(invoice, "1").payment();

        assertThat(late.getPaymentDateElement().getValueAsString()).isEqualTo("2026-11-21");
        assertThat(early.getPaymentDateElement().getValueAsString()).isEqualTo("2026-11-22");
    }

    private static String idOf(Invoice invoice) {
        return invoice.getIdElement().getIdPart();
    }

    private static void assertRefused(String invariant, org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.RULE);
            assertThat(refusal.invariant()).isEqualTo(invariant);
        });
    }
}
