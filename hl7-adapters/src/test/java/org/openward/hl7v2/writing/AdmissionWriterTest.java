package org.openward.hl7v2.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openward.hl7v2.writing.ARecord.CONTROL;
import static org.openward.hl7v2.writing.ARecord.NOW;
import static org.openward.hl7v2.writing.ARecord.asha;
import static org.openward.hl7v2.writing.ARecord.letterhead;
import static org.openward.hl7v2.writing.ARecord.read;
import static org.openward.hl7v2.writing.ARecord.stay;
import static org.openward.hl7v2.writing.ARecord.text;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.hl7v2.changes.AdtToChanges;
import org.openward.hl7v2.changes.Change;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.writing.AdmissionWriter.Event;
import org.openward.hl7v2.writing.AdmissionWriter.Merge;
import org.openward.profiles.Systems;

class AdmissionWriterTest {
    private static final DeviceProfile SYSTEM =
            DeviceProfile.of("Device/his", "https://hospital.example/his", ZoneId.of("Asia/Kolkata"));

    private static WrittenMessage written(String trigger, Patient patient, @Nullable Encounter encounter)
            throws CannotBeWritten {
        return new AdmissionWriter(letterhead()).write(new Event(trigger, patient, encounter), CONTROL, NOW);
    }

    @Test
    void a_new_patient_is_a_person_without_a_visit() throws CannotBeWritten {
        assertThat(text(written("A28", asha(), null)))
                .isEqualTo("MSH|^~\\&|OPENWARD|HOSPITAL|RIS|WEST|20260301101500+0530||ADT^A28^ADT_A05|C-1|P|2.5.1"
                        + "||||||UNICODE UTF-8\r"
                        + "EVN|A28|20260301101500+0530\r"
                        + "PID|1||MRN-1^^^HOSPITAL&https://openward.org/fhir/identifier/mrn&URI^MR"
                        + "||Rao^Asha^K^^^^L||19800412|F\r"
                        + "PV1|1|N\r");
    }

    @Test
    void an_admission_says_where_and_since_when() throws CannotBeWritten {
        assertThat(text(written("A01", asha(), stay(EncounterStatus.INPROGRESS))))
                .contains("ADT^A01^ADT_A01")
                .endsWith("PV1|1|I|Ward 3^Room 2^Bed 1||||||||||||||||V-9^^^&https://hospital.example/visits&URI"
                        + "|||||||||||||||||||||||||20260228180000+0530\r");
    }

    @Test
    void what_is_written_is_read_again_as_the_same_patient() throws CannotBeWritten {
        var patient = asha();
        patient.addAddress()
                .addLine("12 Lake Road")
                .setCity("Pune")
                .setPostalCode("411001")
                .setCountry("IN");
        patient.addTelecom()
                .setSystem(ContactPointSystem.PHONE)
                .setUse(ContactPointUse.MOBILE)
                .setValue("+91 98 2200 1122");
        patient.addTelecom().setSystem(ContactPointSystem.EMAIL).setValue("asha@example.org");
        patient.setDeceased(new DateTimeType("2026-02-28"));

        var changes = new AdtToChanges().map(read(written("A31", patient, null)), SYSTEM);

        var put = (Change.Put) changes.changes().get(0);
        var again = (Patient) put.resource();
        assertThat(changes.holds()).isEmpty();
        assertThat(again.getIdentifierFirstRep().getValue()).isEqualTo("MRN-1");
        assertThat(again.getNameFirstRep().getFamily()).isEqualTo("Rao");
        assertThat(again.getBirthDateElement().getValueAsString()).isEqualTo("1980-04-12");
        assertThat(again.getGender()).isEqualTo(patient.getGender());
        assertThat(again.getAddressFirstRep().getCity()).isEqualTo("Pune");
        assertThat(again.getAddressFirstRep().getLine().get(0).getValue()).isEqualTo("12 Lake Road");
        assertThat(again.getTelecom())
                .extracting(point -> point.getValue())
                .containsExactly("+91 98 2200 1122", "asha@example.org");
        assertThat(again.getDeceasedDateTimeType().getValueAsString()).isEqualTo("2026-02-28");
    }

    @Test
    void a_merge_names_who_stays_and_who_has_ended() throws CannotBeWritten {
        var survivor = asha();
        survivor.addIdentifier()
                .setUse(IdentifierUse.OLD)
                .setSystem(Systems.MRN)
                .setValue("MRN-2");

        var merged = new AdmissionWriter(letterhead()).write(new Merge(survivor, duplicate()), CONTROL, NOW);

        assertThat(merged.type()).isEqualTo("ADT^A40");
        assertThat(text(merged))
                .isEqualTo("MSH|^~\\&|OPENWARD|HOSPITAL|RIS|WEST|20260301101500+0530||ADT^A40^ADT_A39|C-1|P|2.5.1"
                        + "||||||UNICODE UTF-8\r"
                        + "EVN|A40|20260301101500+0530\r"
                        + "PID|1||MRN-1^^^HOSPITAL&https://openward.org/fhir/identifier/mrn&URI^MR"
                        + "||Rao^Asha^K^^^^L||19800412|F\r"
                        + "MRG|MRN-2^^^HOSPITAL&https://openward.org/fhir/identifier/mrn&URI^MR||||||Rao^A^^^^^L\r");
        assertThat(new AdtToChanges().map(read(merged), SYSTEM).changes())
                .singleElement()
                .isInstanceOfSatisfying(Change.MergePatients.class, change -> {
                    assertThat(change.survivor().identifiers())
                            .extracting("value")
                            .containsExactly("MRN-1");
                    assertThat(change.prior().identifiers()).extracting("value").containsExactly("MRN-2");
                });
    }

    @Test
    void a_number_that_both_patients_have_is_the_survivors() throws CannotBeWritten {
        var survivor = asha();
        var prior = duplicate();
        List.of(survivor, prior)
                .forEach(patient ->
                        patient.addIdentifier().setSystem("urn:oid:1.2.3").setValue("N-7"));

        var merged = read(new AdmissionWriter(letterhead()).write(new Merge(survivor, prior), CONTROL, NOW));

        assertThat(merged.segments("PID").get(0).field(3).repetitions()).hasSize(2);
        assertThat(merged.segments("MRG").get(0).field(1).repetitions()).hasSize(1);
        assertThatThrownBy(() -> new AdmissionWriter(letterhead()).write(new Merge(survivor, asha()), CONTROL, NOW))
                .isInstanceOf(CannotBeWritten.class);
    }

    private static Patient duplicate() {
        var duplicate = new Patient();
        duplicate
                .addIdentifier()
                .setSystem(Systems.MRN)
                .setValue("MRN-2")
                .getType()
                .addCoding(new Coding(Systems.IDENTIFIER_TYPE, "MR", null));
        duplicate.addName().setFamily("Rao").addGiven("A");
        return duplicate;
    }

    @Test
    void version_2_7_knows_no_event_code_in_its_event() throws CannotBeWritten {
        var writer = new AdmissionWriter(letterhead(Hl7Version.V2_7, StandardCharsets.UTF_8));

        var message = read(writer.write(new Event("A28", asha(), null), CONTROL, NOW));

        assertThat(message.segments("EVN").get(0).text(1)).isEmpty();
    }

    @Test
    void an_event_that_nobody_writes_is_refused() {
        assertThatThrownBy(() -> written("A99", asha(), null)).isInstanceOf(CannotBeWritten.class);
    }

    @ParameterizedTest
    @CsvSource({
        ",PLANNED,A05",
        ",INPROGRESS,A01",
        "PLANNED,ARRIVED,A01",
        "PLANNED,PLANNED,A08",
        "INPROGRESS,INPROGRESS,A08",
        "INPROGRESS,FINISHED,A03",
        "FINISHED,FINISHED,A08",
        "FINISHED,INPROGRESS,A13",
        "INPROGRESS,CANCELLED,A11",
        "PLANNED,CANCELLED,A38",
        "INPROGRESS,UNKNOWN,A08"
    })
    void a_new_version_of_a_stay_is_the_event_of_its_step(
            @Nullable EncounterStatus before, EncounterStatus now, String event) {
        assertThat(VisitEvents.of(before == null ? null : stay(before), stay(now)))
                .isEqualTo(event);
    }

    @Test
    void an_inpatient_who_moves_is_transferred_and_an_outpatient_is_registered() {
        var moved = stay(EncounterStatus.INPROGRESS);
        moved.getLocation().clear();
        moved.addLocation().setLocation(new Reference().setDisplay("Ward 4"));
        var outpatient = stay(EncounterStatus.ARRIVED);
        outpatient.getClass_().setCode("AMB");

        assertThat(VisitEvents.of(stay(EncounterStatus.INPROGRESS), moved)).isEqualTo("A02");
        assertThat(VisitEvents.of(null, outpatient)).isEqualTo("A04");
    }
}
