package org.openward.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openward.billing.BillingOffice.aCharge;
import static org.openward.billing.BillingOffice.aPatient;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Invoice.InvoiceStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.openward.billing.GenerateInvoice.BillType;
import org.openward.fhir.Refusal;
import org.openward.fhir.Refusal.Kind;
import org.openward.fhir.ResourceNotFound;
import org.openward.profiles.Systems;
import org.openward.testing.AtOnce;
import org.openward.testing.InMemoryFhirStore;
import org.openward.testing.Postgres;

class BillingDeskTest {
    private final BillingOffice office = BillingOffice.open();

    @Test
    void a_bill_has_a_line_for_each_waiting_charge_and_their_sum() {
        var patient = aPatient();
        office.file(aCharge(patient, "120.50"));
        office.file(aCharge(patient, "79.49"));

        var draft = office.generate(patient);

        assertThat(draft.getStatus()).isEqualTo(InvoiceStatus.DRAFT);
        assertThat(draft.getLineItem()).hasSize(2);
        assertThat(draft.getTotalNet().getValue()).isEqualByComparingTo("199.99");
        assertThat(draft.getTotalGross().getValue()).isEqualByComparingTo("199.99");
        assertThat(draft.getSubject().getReference()).isEqualTo("Patient/" + patient);
        assertThat(draft.getIdentifier()).isEmpty();
    }

    @Test
    void a_billed_charge_is_on_no_second_bill() {
        var patient = office.file(new Patient()).getIdElement().getIdPart();
        var charge = office.file(aCharge(patient, "120.50"));
        office.generate(patient);

        assertThat(office.read(ChargeItem.class, charge.getIdElement().getIdPart())
                        .getStatus())
                .isEqualTo(ChargeItemStatus.BILLED);
        assertRefused(Kind.RULE, "F3", () -> office.generate(patient));
    }

    @Test
    void there_is_no_bill_for_somebody_who_is_not_known_here() {
        assertThatThrownBy(() -> office.generate(aPatient())).isInstanceOf(ResourceNotFound.class);
        assertThatThrownBy(() -> office.generate(new GenerateInvoice(null, "no-such-visit", null, BillType.OPD)))
                .isInstanceOf(ResourceNotFound.class);
    }

    @Test
    void of_thirty_two_clerks_who_bill_the_same_charges_one_gets_the_bill() throws Exception {
        var patient = office.file(new Patient()).getIdElement().getIdPart();
        office.file(aCharge(patient, "120.50"));
        office.file(aCharge(patient, "79.49"));

        var outcomes = AtOnce.all(32, clerk -> () -> office.generate(patient));

        assertThat(outcomes.stream().filter(AtOnce.Outcome::succeeded)).hasSize(1);
        assertThat(outcomes.stream().flatMap(outcome -> outcome.failure().stream()))
                .hasSize(31)
                .allMatch(InvoiceRefused.class::isInstance);
    }

    @Test
    void the_database_itself_refuses_a_charge_on_two_bills() {
        var line = List.of(new InvoiceTotals.Line("charge-1", BillingRequests.amount("x", BillingOffice.rupees("1"))));
        enter("invoice-1", line);

        assertRefused(Kind.CONFLICT, "F3", () -> enter("invoice-2", line));
    }

    @Test
    void a_bill_is_for_one_patient_and_a_bill_of_a_visit_takes_only_its_charges() {
        var visit = "visit-" + aPatient();
        var seen = aPatient();
        var inVisit = aCharge(seen, "10").setContext(new Reference("Encounter/" + visit));
        office.file(inVisit);
        office.file(aCharge(seen, "20"));

        var bill = office.generate(new GenerateInvoice(null, visit, null, BillType.OPD));

        assertThat(bill.getTotalNet().getValue()).isEqualByComparingTo("10");
        assertThat(bill.getSubject().getReference()).isEqualTo("Patient/" + seen);
    }

    @Test
    void an_account_of_two_patients_makes_no_bill_until_one_of_them_is_named() {
        var account = "account-" + aPatient();
        var mother = aPatient();
        office.file(aCharge(mother, "10").addAccount(new Reference("Account/" + account)));
        office.file(aCharge(aPatient(), "20").addAccount(new Reference("Account/" + account)));

        assertRefused(Kind.RULE, "G6", () -> office.generate(new GenerateInvoice(null, null, account, BillType.OPD)));
        var hers = office.generate(new GenerateInvoice(mother, null, account, BillType.OPD));

        assertThat(hers.getTotalNet().getValue()).isEqualByComparingTo("10");
        assertThat(hers.getAccount().getReference()).isEqualTo("Account/" + account);
    }

    @Test
    void a_laboratory_bill_leaves_the_pharmacys_charges_alone() {
        var patient = aPatient();
        office.file(aCharge(patient, "10").addService(new Reference("DiagnosticReport/1")));
        office.file(aCharge(patient, "20").addService(new Reference("MedicationDispense/1")));

        var laboratory = office.generate(new GenerateInvoice(patient, null, null, BillType.LAB));
        var pharmacy = office.generate(new GenerateInvoice(patient, null, null, BillType.PHARMACY));

        assertThat(laboratory.getTotalNet().getValue()).isEqualByComparingTo("10");
        assertThat(pharmacy.getTotalNet().getValue()).isEqualByComparingTo("20");
    }

    @Test
    void a_charge_without_a_price_stops_the_bill_instead_of_being_free() {
        var patient = aPatient();
        office.file(aCharge(patient, "10"));
        office.file(aCharge(patient, null));

        assertRefused(Kind.RULE, "G6", () -> office.generate(patient));
    }

    @Test
    void an_issued_bill_has_a_number_a_date_and_stands_in_the_ledger() {
        office.itIs("2026-11-21T12:00:00Z");
        var issued = office.issue(office.aDraft("120.50"));

        assertThat(issued.getStatus()).isEqualTo(InvoiceStatus.ISSUED);
        assertThat(numberOf(issued)).isEqualTo("INV-2026-000001");
        assertThat(issued.getDateElement().getValueAsString()).startsWith("2026-11-21T12:00:00");
        assertThat(office.account("receivable")).isEqualByComparingTo("120.50");
        assertThat(office.account("revenue")).isEqualByComparingTo("-120.50");
    }

    @Test
    void a_bill_that_comes_to_nothing_is_balanced_at_once() {
        var issued = office.issue(office.aDraft("0"));

        assertThat(issued.getStatus()).isEqualTo(InvoiceStatus.BALANCED);
        assertThat(numberOf(issued)).isEqualTo("INV-2026-000001");
    }

    @Test
    void a_bill_is_issued_once() {
        var issued = office.anIssuedInvoice("120.50");

        assertRefused(Kind.RULE, "F4", () -> office.issue(issued));
    }

    @Test
    void of_thirty_two_clerks_who_issue_the_same_bill_one_does() throws Exception {
        var draft = office.aDraft("120.50");

        var outcomes = AtOnce.all(32, clerk -> () -> office.issue(draft));

        assertThat(outcomes.stream().filter(AtOnce.Outcome::succeeded)).hasSize(1);
        assertThat(office.account("receivable")).isEqualByComparingTo("120.50");
    }

    @Test
    void a_draft_that_was_written_by_hand_is_not_issued() {
        var handmade = office.file(new Invoice().setStatus(InvoiceStatus.DRAFT));

        assertRefused(Kind.RULE, "F3", () -> office.issue(handmade));
    }

    @Test
    void what_a_draft_says_does_not_matter_when_it_is_issued_but_what_its_charges_cost() {
        var draft = office.aDraft("120.50");
        draft.setTotalGross(BillingOffice.rupees("0.01")).setLineItem(null);
        office.inTransaction(() -> office.part(InMemoryFhirStore.class).update(draft));

        var issued = office.issue(draft);

        assertThat(issued.getTotalGross().getValue()).isEqualByComparingTo("120.50");
        assertThat(issued.getLineItem()).hasSize(1);
    }

    @Test
    void a_clerk_who_saw_an_older_version_does_not_issue_the_bill() {
        var draft = office.aDraft("120.50");

        assertRefused(
                Kind.STALE,
                "G3",
                () -> office.work(() -> office.part(BillingDesk.class)
                        .finalizeInvoice(
                                new FinalizeInvoice(draft.getIdElement().getIdPart(), "99"))));
    }

    @Test
    void the_number_names_the_year_of_the_clinics_own_day() {
        var kolkata = BillingOffice.openIn("Asia/Kolkata");
        kolkata.itIs("2026-12-31T18:29:59Z");
        var before = kolkata.anIssuedInvoice("1");
        kolkata.itIs("2026-12-31T18:30:00Z");
        var after = kolkata.anIssuedInvoice("1");

        assertThat(numberOf(before)).isEqualTo("INV-2026-000001");
        assertThat(numberOf(after)).isEqualTo("INV-2027-000001");
    }

    @Test
    void thirty_two_clerks_issue_bills_without_gap_or_double_though_every_third_fails() throws Exception {
        var drafts = new ArrayList<Invoice>();
        for (int bill = 0; bill < 32; bill++) {
            drafts.add(office.aDraft("10"));
        }

        AtOnce.all(
                32,
                clerk -> () -> office.inTransaction(() -> {
                    var issued = office.part(BillingDesk.class)
                            .finalizeInvoice(new FinalizeInvoice(
                                    drafts.get(clerk).getIdElement().getIdPart(), null));
                    if (clerk % 3 == 0) {
                        throw new IllegalStateException("The printer is out of paper.");
                    }
                    return issued;
                }));

        var numbers = office.inTransaction(() -> Postgres.jdbc()
                .sql("select number from openward.invoice_balance order by number")
                .query(String.class)
                .list());
        assertThat(numbers)
                .isEqualTo(IntStream.rangeClosed(1, 21)
                        .mapToObj(number -> String.format("INV-2026-%06d", number))
                        .toList());
        assertThat(office.account("receivable")).isEqualByComparingTo("210");
    }

    private void enter(String invoice, List<InvoiceTotals.Line> lines) {
        office.inTransaction(() -> {
            office.part(InvoiceRegister.class).enter(invoice, lines);
            return invoice;
        });
    }

    private static String numberOf(Invoice invoice) {
        return invoice.getIdentifier().stream()
                .filter(identifier -> identifier.getSystem().equals(Systems.INVOICE_NUMBER))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static void assertRefused(Kind kind, String invariant, ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(kind);
            assertThat(refusal.invariant()).isEqualTo(invariant);
        });
    }
}
