package org.openward.billing;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Invoice.InvoiceStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.hl7.fhir.r4.model.PaymentReconciliation.PaymentReconciliationStatus;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Systems;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class InvoiceGuardIT {
    private static final String CANCEL = "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"cancelled\"}]";

    private final FhirClient client;
    private final Counter counter;

    InvoiceGuardIT(Hospital hospital) {
        client = hospital.asDemo();
        counter = new Counter(client);
    }

    @Test
    void an_issued_invoice_cannot_be_changed_by_a_plain_update() {
        var issued = counter.anIssuedInvoice("120.50");

        assertKept(issued, client.put(Counter.path(issued), cheaper(issued)));
    }

    @Test
    void an_issued_invoice_cannot_be_changed_by_a_conditional_update() {
        var issued = counter.anIssuedInvoice("120.50");
        var cheaper = cheaper(issued);

        assertKept(issued, client.put("/Invoice?identifier=" + Counter.numberOf(issued), cheaper));
    }

    @Test
    void an_issued_invoice_cannot_be_patched() {
        var issued = counter.anIssuedInvoice("120.50");

        assertKept(
                issued,
                client.send("PATCH", Counter.path(issued), CANCEL, "Content-Type", "application/json-patch+json"));
    }

    @Test
    void an_issued_invoice_cannot_be_deleted() {
        var issued = counter.anIssuedInvoice("120.50");

        assertKept(issued, client.delete(Counter.path(issued)));
        assertKept(issued, client.delete("/Invoice?identifier=" + Counter.numberOf(issued)));
    }

    @Test
    void an_issued_invoice_cannot_be_changed_or_deleted_in_a_transaction() {
        var issued = counter.anIssuedInvoice("120.50");

        assertKept(issued, client.transact(bundle(BundleType.TRANSACTION, HTTPVerb.PUT, issued, cheaper(issued))));
        assertKept(issued, client.transact(bundle(BundleType.TRANSACTION, HTTPVerb.DELETE, issued, null)));
    }

    @Test
    void an_issued_invoice_cannot_be_changed_or_deleted_in_a_batch() {
        var issued = counter.anIssuedInvoice("120.50");

        for (var entry : new Bundle[] {
            bundle(BundleType.BATCH, HTTPVerb.PUT, issued, cheaper(issued)),
            bundle(BundleType.BATCH, HTTPVerb.DELETE, issued, null)
        }) {
            var answer = client.transact(entry).resource(Bundle.class);

            var response = answer.getEntryFirstRep().getResponse();
            assertThat(response.getStatus()).startsWith("422");
            assertThat(((OperationOutcome) response.getOutcome())
                            .getIssueFirstRep()
                            .getDetails()
                            .getCodingFirstRep()
                            .getCode())
                    .isEqualTo("F4");
            assertThat(counter.read(issued).getTotalGross().getValue()).isEqualByComparingTo("120.50");
        }
    }

    @Test
    void a_refused_invoice_takes_the_whole_transaction_with_it() {
        var patient = counter.aPatient();
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(Counter.chargeFor(patient, "5"))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("ChargeItem");
        bundle.addEntry()
                .setResource(new Invoice().setStatus(InvoiceStatus.ISSUED))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Invoice");

        var answer = client.transact(bundle);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(client.search("ChargeItem?subject=Patient/"
                                + patient.getIdElement().getIdPart())
                        .getEntry())
                .isEmpty();
        assertThat(counter.generate(patient).status()).isEqualTo(422);
    }

    @Test
    void a_plain_write_can_neither_issue_an_invoice_nor_number_it() {
        var draft = counter.aDraft("120.50");
        var issued = draft.copy().setStatus(InvoiceStatus.ISSUED);
        var numbered = draft.copy();
        numbered.addIdentifier().setSystem(Systems.INVOICE_NUMBER).setValue("INV-2026-999999");

        assertRefused(client.put(Counter.path(draft), issued), "F4");
        assertRefused(client.put(Counter.path(draft), numbered), "F4");
        assertRefused(client.post("/Invoice", new Invoice().setStatus(InvoiceStatus.BALANCED)), "F4");
        assertRefused(client.put("/Invoice/made-by-hand", withId(new Invoice().setStatus(InvoiceStatus.ISSUED))), "F4");
    }

    @Test
    void a_note_may_be_left_on_a_draft_but_its_total_stays() {
        var draft = counter.aDraft("120.50");
        var noted = counter.read(draft);
        noted.addNote().setText("Give it to the daughter.");

        assertThat(client.put(Counter.path(draft), noted).status()).isEqualTo(200);
        assertRefused(client.put(Counter.path(draft), cheaper(counter.read(draft))), "F2");
    }

    @Test
    void a_payment_cannot_be_invented() {
        var payment = new PaymentReconciliation()
                .setStatus(PaymentReconciliationStatus.ACTIVE)
                .setPaymentAmount(Counter.rupees("100"));
        payment.getCreatedElement().setValueAsString("2026-11-21T10:00:00Z");
        payment.getPaymentDateElement().setValueAsString("2026-11-21");

        assertRefused(client.post("/PaymentReconciliation", payment), "F5");
    }

    @Test
    void a_billed_charge_stays_as_it_was_billed() {
        var patient = counter.aPatient();
        var charge = counter.aCharge(patient, "120.50");
        counter.generate(patient);
        var path = "/ChargeItem/" + charge.getIdElement().getIdPart();
        var billed = client.read(ChargeItem.class, charge.getIdElement().getIdPart());

        assertRefused(client.put(path, billed.copy().setStatus(ChargeItemStatus.BILLABLE)), "F14");
        assertRefused(client.put(path, billed.copy().setPriceOverride(Counter.rupees("1"))), "F14");
        assertRefused(client.delete(path), "F14");
    }

    private void assertKept(Invoice issued, Answer answer) {
        assertRefused(answer, "F4");
        var now = counter.read(issued);
        assertThat(now.getStatus()).isEqualTo(InvoiceStatus.ISSUED);
        assertThat(now.getTotalGross().getValue()).isEqualByComparingTo("120.50");
    }

    private static void assertRefused(Answer answer, String invariant) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.invariant()).as(answer.body()).isEqualTo(invariant);
    }

    private static Invoice cheaper(Invoice invoice) {
        return invoice.copy().setTotalGross(Counter.rupees("0.01"));
    }

    private static Invoice withId(Invoice invoice) {
        invoice.setId("Invoice/made-by-hand");
        return invoice;
    }

    private static Bundle bundle(BundleType type, HTTPVerb verb, Invoice invoice, @Nullable Resource body) {
        var bundle = new Bundle().setType(type);
        var entry = bundle.addEntry();
        entry.getRequest().setMethod(verb).setUrl(Counter.path(invoice).substring(1));
        if (body != null) {
            entry.setResource(body);
        }
        return bundle;
    }
}
