package org.openward.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Invoice.InvoiceStatus;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class IssuingInvoicesIT {
    private final Counter counter;

    IssuingInvoicesIT(Hospital hospital) {
        counter = new Counter(hospital.asDemo());
    }

    @Test
    void a_patients_waiting_charges_become_one_draft() {
        var patient = counter.aPatient();
        var charge = counter.aCharge(patient, "120.50");
        counter.aCharge(patient, "79.49");

        var draft = counter.generate(patient).resource(Invoice.class);

        assertThat(draft.getStatus()).isEqualTo(InvoiceStatus.DRAFT);
        assertThat(draft.getLineItem()).hasSize(2);
        assertThat(draft.getTotalGross().getValue()).isEqualByComparingTo("199.99");
        assertThat(counter.client()
                        .read(ChargeItem.class, charge.getIdElement().getIdPart())
                        .getStatus())
                .isEqualTo(ChargeItemStatus.BILLED);
    }

    @Test
    void an_issued_invoice_has_a_number_and_a_date_and_is_found_by_its_number() {
        var issued = counter.anIssuedInvoice("120.50");

        assertThat(issued.getStatus()).isEqualTo(InvoiceStatus.ISSUED);
        assertThat(Counter.numberOf(issued)).matches("INV-\\d{4}-\\d{6}");
        assertThat(issued.hasDate()).isTrue();
        assertThat(counter.client()
                        .search("Invoice?identifier=" + Counter.numberOf(issued))
                        .getEntry())
                .hasSize(1);
    }

    @Test
    void there_is_nothing_to_bill_twice() {
        var patient = counter.aPatient();
        counter.aCharge(patient, "120.50");
        counter.generate(patient);

        var again = counter.generate(patient);

        assertRefused(again, 422, "F3");
    }

    @Test
    void an_invoice_is_issued_once() {
        var issued = counter.anIssuedInvoice("120.50");

        assertRefused(counter.finalizeInvoice(issued), 422, "F4");
    }

    @Test
    void a_stale_version_in_if_match_is_refused() {
        var draft = counter.aDraft("120.50");

        var stale = counter.finalizeInvoice(draft, Counter.KEY, Counter.aKey()[1], "If-Match", "W/\"99\"");

        assertThat(stale.status()).isEqualTo(412);
        assertThat(counter.read(draft).getStatus()).isEqualTo(InvoiceStatus.DRAFT);
    }

    @Test
    void there_is_no_such_invoice() {
        var nowhere = new Invoice();
        nowhere.setId("Invoice/no-such-invoice");

        assertThat(counter.finalizeInvoice(nowhere).status()).isEqualTo(404);
    }

    @Test
    void a_bill_for_nobody_is_malformed() {
        var answer = counter.client().post("/Invoice/$generate", new Parameters(), Counter.aKey());
        var wrongType = counter.client()
                .post(
                        "/Invoice/$generate",
                        new Parameters().addParameter("billType", new StringType("SPA")),
                        Counter.aKey());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(wrongType.status()).isEqualTo(400);
    }

    @Test
    void another_clinic_does_not_see_the_invoice(Hospital hospital) {
        var draft = counter.aDraft("120.50");

        var elsewhere = new Counter(hospital.asClinicB()).finalizeInvoice(draft);

        assertThat(elsewhere.status()).isEqualTo(404);
        assertThat(counter.read(draft).getStatus()).isEqualTo(InvoiceStatus.DRAFT);
    }

    @Test
    void thirty_two_clerks_at_once_issue_invoices_without_gap_or_double() throws Exception {
        var drafts = new ArrayList<Invoice>();
        for (int bill = 0; bill < 32; bill++) {
            drafts.add(counter.aDraft("10"));
        }

        var outcomes = AtOnce.all(
                32,
                clerk -> () -> clerk % 4 == 0
                        ? counter.finalizeInvoice(
                                drafts.get(clerk), Counter.KEY, Counter.aKey()[1], "If-Match", "W/\"99\"")
                        : counter.finalizeInvoice(drafts.get(clerk)));

        var numbers = outcomes.stream()
                .map(outcome -> outcome.result().get(0))
                .filter(answer -> answer.status() == 200)
                .map(answer -> answer.resource(Invoice.class))
                .map(invoice -> Integer.parseInt(Counter.numberOf(invoice).substring(9)))
                .sorted()
                .collect(Collectors.toList());
        assertThat(numbers).hasSize(24).doesNotHaveDuplicates();
        assertThat(numbers.get(23) - numbers.get(0)).isEqualTo(23);
    }

    private static void assertRefused(Answer answer, int status, String invariant) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.invariant()).isEqualTo(invariant);
        assertThat(answer.outcome().getIssueFirstRep().getCode()).isEqualTo(IssueType.BUSINESSRULE);
    }
}
