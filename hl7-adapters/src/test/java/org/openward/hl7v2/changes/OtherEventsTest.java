package org.openward.hl7v2.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.openward.hl7v2.changes.ReadingChanges.SYSTEM;
import static org.openward.hl7v2.changes.ReadingChanges.all;
import static org.openward.hl7v2.changes.ReadingChanges.message;
import static org.openward.hl7v2.changes.ReadingChanges.only;
import static org.openward.hl7v2.changes.ReadingChanges.puts;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.DocumentRelationshipType;
import org.hl7.fhir.r4.model.DocumentReference.ReferredDocumentStatus;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Immunization.ImmunizationStatus;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationDispense.MedicationDispenseStatus;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.changes.Hold.Reason;

/** Charges, documents, vaccinations and prescriptions. */
class OtherEventsTest {
    private static final String PATIENT = "PID|1||MRN-1^^^HOSPITAL^MR";
    private static final String DOCUMENT = "TXA|1|DS||20260301090000|||||7^Iyer^Ravi|||D-1^HIS|%s||||AU||AV";

    @Test
    void a_charge_becomes_a_charge_item() {
        IntendedChanges changes =
                charges("FT1|1|C-1||20260301090000|20260301100000|CG|CBC^Blood count|||2|||||||||||||F-9");

        ChargeItem item = only(changes, ChargeItem.class);
        assertThat(changes.holds()).isEmpty();
        assertThat(item.getStatus()).isEqualTo(ChargeItemStatus.BILLABLE);
        assertThat(item.getCode().getText()).isEqualTo("Blood count");
        assertThat(item.getQuantity().getValue()).isEqualByComparingTo("2");
        assertThat(item.getServiceFirstRep().getIdentifier().getValue()).isEqualTo("F-9");
        assertThat(item.hasPriceOverride()).isFalse();
    }

    @Test
    void a_credit_takes_back_the_charge_of_its_number() {
        IntendedChanges charged = charges("FT1|1|C-1||20260301||CG|CBC");
        IntendedChanges credited = charges("FT1|1|C-1||20260301||CD|CBC");

        assertThat(puts(credited).get(0).identity())
                .isEqualTo(puts(charged).get(0).identity());
        assertThat(puts(credited).get(0).existence()).isEqualTo(Existence.MUST_EXIST);
        assertThat(only(credited, ChargeItem.class).getStatus()).isEqualTo(ChargeItemStatus.ABORTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "FT1|1|||20260301||CG|CBC!NO_IDENTITY",
                "FT1|1|C-1||20260301||PY|CBC!NOT_UNDERSTOOD",
                "FT1|1|C-1||20260301||CG|!INCOMPLETE",
                "FT1|1|C-1||||CG|CBC!INCOMPLETE",
                "FT1|1|C-1||20260301||CG|CBC|||two!NOT_UNDERSTOOD",
                "NTE|1!INCOMPLETE"
            })
    void a_charge_that_is_not_clear_waits_for_a_person(String charge, Reason reason) {
        assertThat(charges(charge).holds()).extracting(Hold::reason).contains(reason);
    }

    @Test
    void a_document_keeps_its_text_and_its_files() {
        IntendedChanges changes = document(
                "T02",
                DOCUMENT.formatted(""),
                "OBX|1|TX|||Discharged",
                "OBX|2|TX|||in good health",
                "OBX|3|ED|||^application^PDF^Base64^JVBERi0=");

        DocumentReference made = only(changes, DocumentReference.class);
        assertThat(changes.holds()).isEmpty();
        assertThat(made.getStatus()).isEqualTo(DocumentReferenceStatus.CURRENT);
        assertThat(made.getDocStatus()).isEqualTo(ReferredDocumentStatus.FINAL);
        assertThat(made.getAuthorFirstRep().getDisplay()).isEqualTo("Ravi Iyer");
        assertThat(new String(made.getContentFirstRep().getAttachment().getData(), StandardCharsets.UTF_8))
                .isEqualTo("Discharged\nin good health");
        assertThat(made.getContent().get(1).getAttachment().getContentType()).isEqualTo("application/pdf");
    }

    @Test
    void an_addendum_and_a_replacement_name_the_document_before() {
        assertThat(relation("T06")).isEqualTo(DocumentRelationshipType.APPENDS);
        assertThat(relation("T10")).isEqualTo(DocumentRelationshipType.REPLACES);
    }

    @Test
    void a_cancelled_document_was_an_error_and_must_be_known() {
        IntendedChanges changes = document("T11", DOCUMENT.formatted(""));

        assertThat(only(changes, DocumentReference.class).getStatus())
                .isEqualTo(DocumentReferenceStatus.ENTEREDINERROR);
        assertThat(puts(changes).get(0).existence()).isEqualTo(Existence.MUST_EXIST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "T02!TXA|1|DS!NO_IDENTITY",
                "T02!TXA|1|DS||||||||||D-1!INCOMPLETE",
                "T10!TXA|1|DS||||||||||D-1!INCOMPLETE",
                "T02!OBX|1|TX|||words!INCOMPLETE",
                "T99!TXA|1|DS||||||||||D-1!UNKNOWN_EVENT"
            })
    void a_document_that_is_not_clear_waits_for_a_person(String event, String segment, Reason reason) {
        assertThat(document(event, segment).holds()).extracting(Hold::reason).contains(reason);
    }

    @Test
    void a_vaccination_becomes_an_immunization() {
        IntendedChanges changes = vaccinations(
                "ORC|RE||V-1",
                "RXA|0|1|20260301090000||08^Hepatitis B^CVX|0.5|mL||00^New^NIP001|7^Iyer^Ravi|||||LOT-9|20271231|MSD^Merck^MVX|||CP|A",
                "RXR|IM^Intramuscular^HL70162|LA^Left arm^HL70163",
                "ORC|RE||V-2",
                "RXA|0|1|20250101||03^MMR^CVX|999|||01^History^NIP001|||||||||00^Refused^NIP002||RE");

        assertThat(changes.holds()).isEmpty();
        assertThat(changes.aside()).isEmpty();
        Immunization given = all(changes, Immunization.class).get(0);
        Immunization refused = all(changes, Immunization.class).get(1);
        assertThat(given.getStatus()).isEqualTo(ImmunizationStatus.COMPLETED);
        assertThat(given.getVaccineCode().getCodingFirstRep().getSystem()).isEqualTo("http://hl7.org/fhir/sid/cvx");
        assertThat(given.getDoseQuantity().getValue()).isEqualByComparingTo("0.5");
        assertThat(given.getLotNumber()).isEqualTo("LOT-9");
        assertThat(given.getPrimarySource()).isTrue();
        assertThat(given.getRoute().getText()).isEqualTo("Intramuscular");
        assertThat(refused.getStatus()).isEqualTo(ImmunizationStatus.NOTDONE);
        assertThat(refused.hasDoseQuantity()).isFalse();
        assertThat(refused.getPrimarySource()).isFalse();
    }

    @Test
    void a_vaccination_taken_back_must_be_known() {
        IntendedChanges changes =
                vaccinations("ORC|RE||V-1", "RXA|0|1|20260301||08^Hepatitis B^CVX|" + "|".repeat(15) + "D");

        assertThat(only(changes, Immunization.class).getStatus()).isEqualTo(ImmunizationStatus.ENTEREDINERROR);
        assertThat(puts(changes).get(0).existence()).isEqualTo(Existence.MUST_EXIST);
    }

    @Test
    void a_vaccination_that_is_not_clear_waits_for_a_person() {
        assertThat(vaccinations("RXA|0|1|20260301||08^Hepatitis B^CVX").holds())
                .extracting(Hold::reason)
                .containsExactly(Reason.NO_IDENTITY);
        assertThat(vaccinations("ORC|RE||V-1", "RXA|0|1|20260301").holds())
                .extracting(Hold::reason)
                .containsExactly(Reason.INCOMPLETE);
        assertThat(vaccinations("NTE|1").holds()).extracting(Hold::reason).containsExactly(Reason.INCOMPLETE);
    }

    @Test
    void a_prescription_and_its_dispense_are_linked_by_the_number() {
        IntendedChanges changes = pharmacy(
                "ORC|NW|R-1|||||||20260301090000|||7^Iyer^Ravi",
                "RXE||313782^Paracetamol 500 mg^RXNORM|1||TAB||^Take after meals|||20|TAB|2",
                "RXR|PO^Oral^HL70162",
                "RXD|1|313782^Paracetamol 500 mg^RXNORM|20260301100000|20|TAB");

        MedicationRequest request = only(changes, MedicationRequest.class);
        MedicationDispense dispense = only(changes, MedicationDispense.class);
        assertThat(changes.holds()).isEmpty();
        assertThat(request.getStatus()).isEqualTo(MedicationRequestStatus.ACTIVE);
        assertThat(request.getDosageInstructionFirstRep().getText()).isEqualTo("Take after meals");
        assertThat(request.getDosageInstructionFirstRep().getRoute().getText()).isEqualTo("Oral");
        assertThat(request.getDispenseRequest().getQuantity().getValue()).isEqualByComparingTo("20");
        assertThat(request.getDispenseRequest().getNumberOfRepeatsAllowed()).isEqualTo(2);
        assertThat(dispense.getQuantity().getUnit()).isEqualTo("TAB");
        assertThat(dispense.getAuthorizingPrescriptionFirstRep().getIdentifier().getValue())
                .isEqualTo(request.getIdentifierFirstRep().getValue());
    }

    @Test
    void a_prescription_says_how_often_and_from_when_and_what_is_noted() {
        Dosage old = dosage("RXE|^Q8H^^20260301^20260307|A^Amoxicillin|1||CAP", "NTE|1||With food");
        Dosage timed = dosage("RXE||A^Amoxicillin|1||CAP", "TQ1|1||BID&twice a day|||7^d|20260302");
        MedicationRequest noted =
                only(pharmacy("ORC|NW|R-1", "RXE||A^Amoxicillin|1||CAP", "NTE|1||With food"), MedicationRequest.class);

        assertThat(old.getTiming().getCode().getText()).isEqualTo("Q8H");
        assertThat(old.getTiming().getRepeat().getBoundsPeriod().getEndElement().getValueAsString())
                .isEqualTo("2026-03-07");
        assertThat(timed.getTiming().getCode().getText()).isEqualTo("BID");
        assertThat(timed.getTiming()
                        .getRepeat()
                        .getBoundsPeriod()
                        .getStartElement()
                        .getValueAsString())
                .isEqualTo("2026-03-02");
        assertThat(noted.getNoteFirstRep().getText()).isEqualTo("With food");
    }

    private static Dosage dosage(String... segments) {
        List<String> all = new ArrayList<>(List.of("ORC|NW|R-1"));
        all.addAll(List.of(segments));
        IntendedChanges changes = pharmacy(all.toArray(String[]::new));
        assertThat(changes.aside()).isEmpty();
        return only(changes, MedicationRequest.class).getDosageInstructionFirstRep();
    }

    @Test
    void everything_that_was_dispensed_by_one_prescription_is_on_file() {
        IntendedChanges changes = pharmacy(
                "ORC|RE|R-1",
                "NTE|1||Collected by her son",
                "RXD|1|A^Amoxicillin 500|20260301|21|CAP",
                "RXD|2|B^Amoxicillin 250|20260301|14|CAP",
                "NTE|1||Another maker");

        assertThat(changes.holds()).isEmpty();
        assertThat(changes.aside()).isEmpty();
        assertThat(all(changes, MedicationDispense.class))
                .extracting(each -> each.getMedicationCodeableConcept().getText(), each -> each.getNoteFirstRep()
                        .getText())
                .containsExactly(
                        tuple("Amoxicillin 500", "Collected by her son"),
                        tuple("Amoxicillin 250", "Collected by her son\nAnother maker"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "ORC|NW!RXE||A^B!NO_IDENTITY",
                "ORC|NW|R-1!NTE|1!INCOMPLETE",
                "ORC|NW|R-1!RXE||!INCOMPLETE",
                "ORC|??|R-1!RXE||A^B!NOT_UNDERSTOOD",
                "ORC|NW|R-1!RXD||A^B!NO_IDENTITY",
                "NTE|1!NTE|2!INCOMPLETE"
            })
    void a_prescription_that_is_not_clear_waits_for_a_person(String first, String second, Reason reason) {
        assertThat(pharmacy(first, second).holds()).extracting(Hold::reason).contains(reason);
    }

    private static DocumentRelationshipType relation(String event) {
        return only(document(event, DOCUMENT.formatted("D-0^HIS"), "OBX|1|TX|||more"), DocumentReference.class)
                .getRelatesToFirstRep()
                .getCode();
    }

    private static IntendedChanges charges(String... segments) {
        return new DftToChanges().map(message("DFT^P03", with(segments)), SYSTEM);
    }

    private static IntendedChanges document(String event, String... segments) {
        return new MdmToChanges().map(message("MDM^" + event, with(segments)), SYSTEM);
    }

    private static IntendedChanges vaccinations(String... segments) {
        return new VxuToChanges().map(message("VXU^V04", with(segments)), SYSTEM);
    }

    private static IntendedChanges pharmacy(String... segments) {
        return new PharmacyToChanges().map(message("RDE^O11", with(segments)), SYSTEM);
    }

    private static String[] with(String... segments) {
        String[] all = new String[segments.length + 1];
        all[0] = PATIENT;
        System.arraycopy(segments, 0, all, 1, segments.length);
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "RE, COMPLETED, MAY_BE_NEW",
        "'', COMPLETED, MAY_BE_NEW",
        "CA, CANCELLED, MUST_EXIST",
        "OC, CANCELLED, MUST_EXIST",
        "DC, STOPPED, MUST_EXIST",
        "HD, ONHOLD, MUST_EXIST"
    })
    void a_dispense_is_what_its_control_says(String control, MedicationDispenseStatus status, Existence existence) {
        IntendedChanges changes = pharmacy("ORC|" + control + "|R-1", "RXD|1|A^B|20260301100000|20|TAB");

        assertThat(changes.holds()).isEmpty();
        assertThat(only(changes, MedicationDispense.class).getStatus()).isEqualTo(status);
        assertThat(puts(changes).get(0).existence()).isEqualTo(existence);
    }

    @ParameterizedTest
    @CsvSource({"CA, '', CANCELLED", "DC, '', STOPPED", "SC, DC, STOPPED", "OC, DC, CANCELLED"})
    void a_discontinued_prescription_is_stopped(String control, String state, MedicationRequestStatus status) {
        IntendedChanges changes = pharmacy("ORC|" + control + "|R-1|||" + state, "RXE||A^B");

        assertThat(only(changes, MedicationRequest.class).getStatus()).isEqualTo(status);
    }

    @Test
    void a_dispense_with_an_unknown_control_waits_for_a_person() {
        assertThat(pharmacy("ORC|UC|R-1", "RXD|1|A^B|20260301100000|20|TAB").holds())
                .extracting(Hold::reason)
                .containsExactly(Reason.NOT_UNDERSTOOD);
    }

    @Test
    void every_file_of_a_document_is_kept_and_so_is_its_confidentiality() {
        DocumentReference made = only(
                document(
                        "T02",
                        DOCUMENT.replace("||||AU||AV", "||||AU|R|AV").formatted(""),
                        "OBX|1|ED|||^text^plain^A^one~^text^plain^A^two"),
                DocumentReference.class);

        assertThat(made.getContent()).hasSize(2);
        assertThat(made.getMeta().getSecurityFirstRep().getCode()).isEqualTo("R");
        assertThat(made.getSecurityLabelFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("R");
    }
}
