package org.openward.hl7v2.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.hl7v2.changes.ReadingChanges.NAMESPACE;
import static org.openward.hl7v2.changes.ReadingChanges.adt;
import static org.openward.hl7v2.changes.ReadingChanges.all;
import static org.openward.hl7v2.changes.ReadingChanges.only;
import static org.openward.hl7v2.changes.ReadingChanges.puts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterLocationStatus;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Transmission;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.changes.Change.MergePatients;
import org.openward.hl7v2.changes.Hold.Reason;
import org.openward.hl7v2.datatypes.Remark;

class AdtToChangesTest {
    private static final String PATIENT = "PID|1||MRN-1^^^HOSPITAL^MR~99^^^STATE&2.16.1&ISO^NI||Rao^Asha^K^^Dr^^L"
            + "||19800412|F|||12 Lake Rd^^Pune^MH^411001^IN||+91 20 1234^PRN^PH~^NET^Internet^asha@example.org"
            + "|+91 20 99^WPN^CP|||M";
    private static final String VISIT =
            "PV1|1|I|W3^12^B^MAIN||||7^Iyer^Ravi|||||||||||IP|V-77" + "|||||||||||||||||||||||||20260301090000";

    @Test
    void an_admission_puts_the_patient_and_the_encounter() {
        IntendedChanges changes = adt("A01", "EVN|A01", PATIENT, "NK1|1|Rao^Anil|SPO|12 Lake Rd|+91 98", VISIT);

        Patient patient = only(changes, Patient.class);
        Encounter encounter = only(changes, Encounter.class);
        assertThat(changes.holds()).isEmpty();
        assertThat(changes.aside()).isEmpty();
        assertThat(patient.getIdentifier())
                .extracting("system")
                .containsExactly(NAMESPACE + "/patients/HOSPITAL", "urn:oid:2.16.1");
        assertThat(patient.getNameFirstRep().getGivenAsSingleString()).isEqualTo("Asha K");
        assertThat(patient.getGender()).isEqualTo(AdministrativeGender.FEMALE);
        assertThat(patient.getBirthDateElement().getValueAsString()).isEqualTo("1980-04-12");
        assertThat(patient.getAddressFirstRep().getCity()).isEqualTo("Pune");
        assertThat(patient.getTelecom())
                .extracting("value")
                .containsExactly("+91 20 1234", "asha@example.org", "+91 20 99");
        assertThat(patient.getTelecom().get(2).getUse()).isEqualTo(ContactPointUse.MOBILE);
        assertThat(patient.getContactFirstRep().getName().getFamily()).isEqualTo("Rao");
        assertThat(encounter.getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        assertThat(encounter.getClass_().getCode()).isEqualTo("IMP");
        assertThat(encounter.getLocationFirstRep().getLocation().getDisplay()).isEqualTo("W3, 12, B, MAIN");
        assertThat(encounter.getParticipantFirstRep().getIndividual().getDisplay())
                .isEqualTo("Ravi Iyer");
        assertThat(encounter.getPeriod().getStartElement().getValueAsString()).isEqualTo("2026-03-01T09:00:00+05:30");
        assertThat(encounter.hasSubject()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "A01, INPROGRESS",
        "A02, INPROGRESS",
        "A03, FINISHED",
        "A04, ARRIVED",
        "A05, PLANNED",
        "A06, INPROGRESS",
        "A07, INPROGRESS",
        "A11, CANCELLED",
        "A12, INPROGRESS",
        "A13, INPROGRESS"
    })
    void the_event_says_how_far_the_encounter_is(String event, EncounterStatus status) {
        assertThat(only(adt(event, PATIENT, VISIT), Encounter.class).getStatus())
                .isEqualTo(status);
    }

    @Test
    void an_update_leaves_the_status_as_it_is() {
        assertThat(only(adt("A08", PATIENT, VISIT), Encounter.class).hasStatus())
                .isFalse();
    }

    @Test
    void what_takes_something_back_needs_something_to_take_back() {
        IntendedChanges cancelled = adt("A11", PATIENT, VISIT);
        IntendedChanges again = adt("A13", PATIENT, VISIT + "|20260302");

        assertThat(encounter(cancelled).existence()).isEqualTo(Existence.MUST_EXIST);
        assertThat(encounter(again).erased()).contains("period.end", "hospitalization.dischargeDisposition");
        assertThat(only(again, Encounter.class).getPeriod().hasEnd()).isFalse();
    }

    @Test
    void a_transfer_names_the_place_that_was_left() {
        Encounter encounter = only(adt("A02", PATIENT, "PV1|1|I|W3^12^B|||W1^2^A|||||||||||||V-77"), Encounter.class);

        assertThat(encounter.getLocation())
                .extracting("status")
                .containsExactly(EncounterLocationStatus.ACTIVE, EncounterLocationStatus.COMPLETED);
    }

    @Test
    void a_field_with_two_quotation_marks_empties_its_element_and_an_empty_one_changes_nothing() {
        IntendedChanges changes = adt("A31", "PID|1||MRN-1^^^HOSPITAL^MR||\"\"||||||\"\"");

        assertThat(puts(changes).get(0).erased()).containsExactlyInAnyOrder("name", "address");
        assertThat(only(changes, Patient.class).hasName()).isFalse();
    }

    @Test
    void diagnoses_allergies_and_insurances_are_put_with_the_same_identity_each_time() {
        String[] segments = {
            PATIENT,
            "DG1|1||E11.9^Diabetes^I10|||A",
            "AL1|1|DA|70618^Penicillin^RXNORM|SV|Rash",
            "IN1|1|GOLD^Gold plan|77|Star Health||||||||20260101|20261231" + "|".repeat(23) + "POL-9",
            VISIT
        };

        IntendedChanges changes = adt("A01", segments);

        assertThat(changes.holds()).isEmpty();
        assertThat(only(changes, Condition.class).getCode().getCodingFirstRep().getCode())
                .isEqualTo("E11.9");
        assertThat(only(changes, Encounter.class)
                        .getDiagnosisFirstRep()
                        .getCondition()
                        .getReference())
                .isEqualTo(only(changes, Condition.class).getId());
        assertThat(only(changes, AllergyIntolerance.class)
                        .getReactionFirstRep()
                        .getManifestationFirstRep()
                        .getText())
                .isEqualTo("Rash");
        assertThat(only(changes, Coverage.class).getSubscriberId()).isEqualTo("POL-9");
        assertThat(puts(adt("A08", segments)).stream().map(Change.Put::identity).toList())
                .isEqualTo(puts(changes).stream().map(Change.Put::identity).toList());
    }

    @Test
    void what_no_record_says_is_put_aside() {
        IntendedChanges changes = adt(
                "A01", PATIENT, "NK1|1|Rao^Anil", "NK1|2||SPO", VISIT, "PR1|1||APP^Appendectomy", "GT1|1||Rao^Anil");

        assertThat(changes.holds()).isEmpty();
        assertThat(only(changes, Patient.class).getContact()).hasSize(1);
        assertThat(changes.aside()).extracting(Object::toString).containsExactly("NK1[2]", "PR1", "GT1");
    }

    @Test
    void the_same_allergy_told_in_two_ways_is_remarked() {
        IntendedChanges same =
                adt("A28", PATIENT, "AL1|1|DA|PEN^Penicillin|SV|Rash", "AL1|2|DA|PEN^Penicillin|SV|Rash");
        IntendedChanges other = adt("A28", PATIENT, "AL1|1|DA|PEN^Penicillin|SV|Rash", "AL1|2|DA|PEN^Penicillin|MI");

        assertThat(same.remarks()).isEmpty();
        assertThat(other.remarks()).extracting(Remark::kind).containsExactly(Remark.Kind.REPEATED_RECORD);
    }

    @Test
    void bytes_that_fit_no_character_set_are_remarked() throws Exception {
        byte[] sent = ("MSH|^~\\&|HIS|WARD|OPENWARD|HOSPITAL|20260301101500||ADT^A28|M-1|P|2.5.1||||||ASCII\r"
                        + "PID|1||MRN-1||Rao^\u00c4sha\r")
                .getBytes(StandardCharsets.ISO_8859_1);
        Transmission ascii = Transmission.STANDARD.withOverride(StandardCharsets.US_ASCII);

        IntendedChanges changes = new AdtToChanges().map(Hl7Message.parse(sent, ascii), ReadingChanges.SYSTEM);

        assertThat(changes.remarks()).extracting(Remark::kind).containsExactly(Remark.Kind.LOSSY_CHARACTER_SET);
    }

    @Test
    void a_merge_is_an_instruction_with_both_patients() {
        IntendedChanges changes = adt(
                "A40",
                "EVN|A40",
                "PID|1||MRN-1^^^HOSPITAL^MR||Rao^Asha",
                "MRG|MRN-2^^^HOSPITAL^MR||||||Rao^A",
                "PV1|1");

        assertThat(changes.holds()).isEmpty();
        assertThat(changes.changes()).singleElement().isInstanceOfSatisfying(MergePatients.class, merge -> {
            assertThat(merge.survivor().identifiers()).extracting("value").containsExactly("MRN-1");
            assertThat(merge.prior().identifiers()).extracting("value").containsExactly("MRN-2");
        });
        assertThat(changes.aside()).containsExactly(new Place("PV1", 1, 0));
    }

    @Test
    void several_merges_of_one_message_are_several_instructions() {
        IntendedChanges changes = adt("A40", "PID|1||A", "MRG|B", "PID|2||C", "MRG|D");

        assertThat(changes.changes()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "A40!PID|1||A!MRG|A!CONTRADICTION",
                "A40!PID|1||A!MRG|!NO_IDENTITY",
                "A40!PID|1||!MRG|B!NO_IDENTITY",
                "A40!PID|1||A!PV1|1!INCOMPLETE",
                "A40!EVN|A40!MRG|B!INCOMPLETE",
                "A01!PID|1||A!PV1|1|I!NO_IDENTITY",
                "A01!PID|1||!PV1|1|I||||||||||||||||V-1!NO_IDENTITY",
                "A01!EVN|A01!PV1|1|I!INCOMPLETE",
                "A60!PID|1||A!PV1|1|I!UNKNOWN_EVENT",
                "A28!PID|1||A!DG1|1!INCOMPLETE",
                "A28!PID|1||A!AL1|1|DA!INCOMPLETE",
                "A28!PID|1||A!IN1|1|GOLD!INCOMPLETE"
            })
    void what_cannot_be_done_safely_waits_for_a_person(String event, String first, String second, Reason reason) {
        assertThat(adt(event, first, second).holds()).extracting(Hold::reason).contains(reason);
    }

    @Test
    void an_update_of_a_person_needs_no_visit() {
        IntendedChanges changes = adt("A31", PATIENT, "PV1|1|N");

        assertThat(changes.holds()).isEmpty();
        assertThat(all(changes, Encounter.class)).isEmpty();
        assertThat(changes.aside()).containsExactly(new Place("PV1", 1, 0));
    }

    private static Change.Put encounter(IntendedChanges changes) {
        return puts(changes).stream()
                .filter(each -> each.resource() instanceof Encounter)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void what_is_known_of_the_patient_is_observed_at_the_visit() {
        IntendedChanges changes = adt(
                "A01",
                "PID|1||MRN-1^^^HOSPITAL^MR",
                "PV1|1|I|||||||||||||||||V-1",
                "OBX|1|NM|29463-7^Weight^LN||61|kg^^UCUM|||||F|||20260301080000",
                "NTE|1||In clothes",
                "OBX|2|ST|TRAVEL^Travelled^L||no",
                "OBX|3|ST|TRAVEL^Travelled^L||yes");

        List<Observation> all = all(changes, Observation.class);
        assertThat(changes.holds()).isEmpty();
        assertThat(changes.aside()).isEmpty();
        assertThat(all)
                .extracting(Observation::getStatus)
                .containsExactly(ObservationStatus.FINAL, ObservationStatus.UNKNOWN, ObservationStatus.UNKNOWN);
        assertThat(all.get(0).getNoteFirstRep().getText()).isEqualTo("In clothes");
        assertThat(all.get(0).hasDevice()).isFalse();
        assertThat(all.get(0).getCategoryFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("vital-signs");
        assertThat(all.get(1).hasCategory()).isFalse();
        assertThat(all).extracting(each -> each.getIdElement().getValue()).doesNotHaveDuplicates();
    }

    @Test
    void only_the_time_of_an_observation_that_tells_none_is_presumed() {
        IntendedChanges changes = adt(
                "A08",
                "PID|1||MRN-1^^^HOSPITAL^MR",
                "PV1|1|I|||||||||||||||||V-1",
                "OBX|1|NM|29463-7^Weight^LN||61|kg^^UCUM|||||F|||20260301080000",
                "OBX|2|NM|29463-7^Weight^LN||61|kg^^UCUM|||||F");

        assertThat(changes.changes())
                .filteredOn(change -> change instanceof Change.Put put && put.resource() instanceof Observation)
                .extracting(change -> ((Change.Put) change).presumed())
                .containsExactly(Set.of(), Set.of("effective"));
    }

    @Test
    void a_diagnosis_that_is_taken_back_is_an_error_and_none_of_the_visit() {
        IntendedChanges changes =
                adt("A08", PATIENT, VISIT, "DG1|1||J18.9^Pneumonia^I10|||A" + "|".repeat(14) + "D-1|D");

        assertThat(only(changes, Condition.class)
                        .getVerificationStatus()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("entered-in-error");
        assertThat(only(changes, Encounter.class).hasDiagnosis()).isFalse();
        assertThat(changes.holds()).isEmpty();
    }
}
