package org.openward.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Invoice.InvoiceStatus;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Extensions;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@HospitalTest
class TakingPaymentsIT {
    private final Counter counter;

    TakingPaymentsIT(Hospital hospital) {
        counter = new Counter(hospital.asDemo());
    }

    @Test
    void a_bill_is_paid_in_two_parts(Hospital hospital) {
        var invoice = counter.anIssuedInvoice("120.50");

        var first = counter.pay(invoice, "100").resource(Parameters.class);
        var last = counter.pay(invoice, "20.50").resource(Parameters.class);

        assertThat(balance(first)).isEqualByComparingTo("20.50");
        assertThat(part(first, "invoice", Invoice.class).getStatus()).isEqualTo(InvoiceStatus.ISSUED);
        assertThat(balance(last)).isEqualByComparingTo("0");
        assertThat(part(last, "invoice", Invoice.class).getStatus()).isEqualTo(InvoiceStatus.BALANCED);
        assertThat(counter.read(invoice).getStatus()).isEqualTo(InvoiceStatus.BALANCED);
        assertThat(owed(hospital, invoice)).isEqualByComparingTo("0");
    }

    @Test
    void a_payment_is_a_record_that_names_its_bill() {
        var invoice = counter.anIssuedInvoice("120.50");

        var payment =
                part(counter.pay(invoice, "120.50").resource(Parameters.class), "payment", PaymentReconciliation.class);

        var stored = counter.client()
                .read(PaymentReconciliation.class, payment.getIdElement().getIdPart());
        assertThat(stored.getDetailFirstRep().getRequest().getReference())
                .isEqualTo("Invoice/" + invoice.getIdElement().getIdPart());
        assertThat(stored.getPaymentAmount().getValue()).isEqualByComparingTo("120.50");
    }

    @Test
    void a_payment_remembers_the_cashiers_session_in_which_it_was_taken() {
        var invoice = counter.anIssuedInvoice("120.50");
        var session = new Basic();
        session.getCode().setText("Cash session");
        var reference =
                "Basic/" + counter.client().create(session).getIdElement().getIdPart();
        var key = Counter.aKey();

        var answer = counter.pay(invoice, inSession(reference), key);
        var otherSession = counter.pay(invoice, inSession("Basic/another"), key);

        var payment = part(answer.resource(Parameters.class), "payment", PaymentReconciliation.class);
        var stored = counter.client()
                .read(PaymentReconciliation.class, payment.getIdElement().getIdPart());
        var kept = (Reference) stored.getExtensionByUrl(Extensions.CASH_SESSION).getValue();
        assertThat(kept.getReference()).isEqualTo(reference);
        assertRefused(otherSession, "G2");
    }

    @Test
    void a_session_that_is_not_there_or_is_none_is_refused_and_nothing_is_taken(Hospital hospital) {
        var invoice = counter.anIssuedInvoice("120.50");

        assertThat(counter.pay(invoice, inSession("Basic/nowhere")).status()).isEqualTo(404);
        assertThat(counter.pay(invoice, inSession("Patient/1")).status()).isEqualTo(400);
        assertThat(counter.pay(invoice, inSession("the morning's")).status()).isEqualTo(400);
        assertThat(owed(hospital, invoice)).isEqualByComparingTo("120.50");
    }

    @Test
    void the_number_of_a_card_is_no_reference_and_nothing_is_taken(Hospital hospital) {
        var invoice = counter.anIssuedInvoice("120.50");
        var number = "4000 0566 5566 5556";
        var session = new Reference().setIdentifier(new Identifier().setValue(number.replace(" ", "")));

        for (var payment : List.of(
                Counter.byCard("10").addParameter("reference", "Slip of " + number),
                Counter.byCard("10").addParameter("session", session))) {
            var answer = counter.pay(invoice, payment);

            assertRefused(answer, "X8");
            assertThat(answer.body().replace(" ", "")).doesNotContain(number.replace(" ", ""));
        }
        assertThat(owed(hospital, invoice)).isEqualByComparingTo("120.50");
        assertThat(counter.pay(invoice, Counter.byCard("10").addParameter("reference", "411111111111"))
                        .status())
                .as("the twelve digits of a slip")
                .isEqualTo(200);
    }

    private static Parameters inSession(String reference) {
        return Counter.byCard("10").addParameter("session", new Reference(reference));
    }

    @Test
    void more_than_is_owed_is_refused_and_nothing_is_taken(Hospital hospital) {
        var invoice = counter.anIssuedInvoice("120.50");

        var answer = counter.pay(invoice, "120.51");

        assertRefused(answer, "F5");
        assertThat(owed(hospital, invoice)).isEqualByComparingTo("120.50");
    }

    @Test
    void nothing_and_less_than_nothing_is_refused() {
        var invoice = counter.anIssuedInvoice("120.50");

        assertRefused(counter.pay(invoice, "0"), "F5");
        assertRefused(counter.pay(invoice, "-5"), "F5");
    }

    @Test
    void another_currency_and_a_fraction_of_a_paisa_are_refused() {
        var invoice = counter.anIssuedInvoice("120.50");
        var dollars = new Money().setValue(BigDecimal.ONE).setCurrency("USD");

        assertRefused(counter.pay(invoice, Counter.paying(dollars, "card")), "F11");
        assertRefused(counter.pay(invoice, "1.005"), "F1");
    }

    @Test
    void a_draft_is_not_paid() {
        assertRefused(counter.pay(counter.aDraft("120.50"), "1"), "F5");
    }

    @Test
    void what_is_missing_is_malformed() {
        var invoice = counter.anIssuedInvoice("120.50");

        assertThat(counter.pay(invoice, new Parameters()).status()).isEqualTo(400);
        assertThat(counter.pay(invoice, new Parameters().addParameter("method", new CodeType("card")))
                        .status())
                .isEqualTo(400);
        assertThat(counter.pay(invoice, Counter.paying(Counter.rupees("1"), "shells"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void thirty_two_cashiers_at_once_take_exactly_what_is_owed(Hospital hospital) throws Exception {
        var invoice = counter.anIssuedInvoice("100");

        var outcomes = AtOnce.all(32, cashier -> () -> counter.pay(invoice, "10"));

        var statuses = outcomes.stream()
                .map(outcome -> outcome.result().get(0).status())
                .toList();
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(10);
        assertThat(statuses).filteredOn(status -> status == 422).hasSize(22);
        assertThat(owed(hospital, invoice)).isEqualByComparingTo("0");
        assertThat(counter.read(invoice).getStatus()).isEqualTo(InvoiceStatus.BALANCED);
    }

    @Test
    void a_payment_that_is_sent_twice_is_taken_once(Hospital hospital) {
        var invoice = counter.anIssuedInvoice("120.50");
        var key = UUID.randomUUID().toString();

        var first = counter.pay(invoice, Counter.byCard("100"), Counter.KEY, key);
        var again = counter.pay(invoice, Counter.byCard("100"), Counter.KEY, key);

        assertThat(again.status()).isEqualTo(200);
        assertThat(part(again.resource(Parameters.class), "payment", PaymentReconciliation.class)
                        .getIdElement()
                        .getIdPart())
                .isEqualTo(part(first.resource(Parameters.class), "payment", PaymentReconciliation.class)
                        .getIdElement()
                        .getIdPart());
        assertThat(owed(hospital, invoice)).isEqualByComparingTo("20.50");
    }

    /** What the ledger says is still owed. */
    private static BigDecimal owed(Hospital hospital, Invoice invoice) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(JdbcClient.class)
                .sql(
                        """
                        select coalesce(sum(debit - credit), 0) from openward.ledger_entry
                        where account = 'receivable' and invoice_id = :invoice
                        """)
                .param("invoice", invoice.getIdElement().getIdPart())
                .query(BigDecimal.class)
                .single());
    }

    private static BigDecimal balance(Parameters answer) {
        return ((Money) answer.getParameter("balance").getValue()).getValue();
    }

    private static <T extends Resource> T part(Parameters answer, String name, Class<T> type) {
        return type.cast(answer.getParameter(name).getResource());
    }

    private static void assertRefused(Answer answer, String invariant) {
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.invariant()).isEqualTo(invariant);
    }
}
