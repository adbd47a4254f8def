package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Many who write the same record at once. */
@HospitalTest
class SameRecordIT {
    private static final int WRITERS = 16;

    @Test
    void transactions_that_touch_the_same_patient_are_all_done(Hospital hospital) throws InterruptedException {
        var demo = hospital.asDemo();
        var patient = demo.create(new Patient());

        var answers = AtOnce.all(WRITERS, writer -> () -> demo.transact(renamingAndMeasuring(patient, writer)));

        assertAllDone(answers);
        assertThat(count(demo, "Patient/" + id(patient) + "/_history")).isEqualTo(WRITERS + 1);
        assertThat(count(demo, "Observation?subject=Patient/" + id(patient) + "&_summary=count"))
                .isEqualTo(WRITERS);
    }

    @Test
    void transactions_that_touch_two_patients_in_whichever_order_are_all_done(Hospital hospital)
            throws InterruptedException {
        var demo = hospital.asDemo();
        var one = demo.create(new Patient());
        var other = demo.create(new Patient());

        var answers = AtOnce.all(WRITERS, writer -> () -> {
            var bundle = new Bundle().setType(BundleType.TRANSACTION);
            rename(bundle, writer % 2 == 0 ? one : other, writer);
            rename(bundle, writer % 2 == 0 ? other : one, writer);
            return demo.transact(bundle);
        });

        assertAllDone(answers);
        for (var patient : List.of(one, other)) {
            assertThat(count(demo, "Patient/" + id(patient) + "/_history")).isEqualTo(WRITERS + 1);
        }
        assertThat(family(demo, one)).isEqualTo(family(demo, other));
    }

    @Test
    void transactions_that_bring_the_same_patient_bring_one(Hospital hospital) throws InterruptedException {
        var demo = hospital.asDemo();
        var number = new Identifier()
                .setSystem("http://example.org/same")
                .setValue(UUID.randomUUID().toString());
        var condition = "identifier=" + number.getSystem() + "%7C" + number.getValue();

        var answers = AtOnce.all(WRITERS, writer -> () -> {
            var patient = new Patient().addIdentifier(number);
            patient.addName().setFamily("Writer" + writer);
            var bundle = new Bundle().setType(BundleType.TRANSACTION);
            bundle.addEntry()
                    .setResource(patient)
                    .getRequest()
                    .setMethod(HTTPVerb.PUT)
                    .setUrl("Patient?" + condition);
            return demo.transact(bundle);
        });

        assertAllDone(answers);
        var found = demo.search("Patient?" + condition);
        assertThat(found.getTotal()).isEqualTo(1);
        assertThat(count(
                        demo, "Patient/" + id((Patient) found.getEntryFirstRep().getResource()) + "/_history"))
                .isEqualTo(WRITERS);
    }

    /** Ids are of a tenant; nobody waits for somebody of another one. */
    @Test
    void transactions_of_two_clinics_that_use_the_same_id_are_all_done(Hospital hospital) throws InterruptedException {
        var clinics = List.of(hospital.asDemo(), hospital.asClinicB());
        var patient = new Patient();
        patient.setId("Patient/" + UUID.randomUUID());

        var answers = AtOnce.all(
                WRITERS, writer -> () -> clinics.get(writer % 2).transact(renamingAndMeasuring(patient, writer)));

        assertAllDone(answers);
        for (var clinic : clinics) {
            assertThat(count(clinic, "Patient/" + id(patient) + "/_history")).isEqualTo(WRITERS / 2);
        }
    }

    private static void assertAllDone(List<AtOnce.Outcome<Answer>> answers) {
        assertThat(answers).allSatisfy(outcome -> assertThat(outcome.result())
                .singleElement()
                .satisfies(
                        answer -> assertThat(answer.status()).as("%s", answer).isEqualTo(200)));
    }

    @Test
    void of_those_who_name_the_version_they_saw_one_wins(Hospital hospital) throws InterruptedException {
        var demo = hospital.asDemo();
        var patient = demo.create(new Patient());

        var answers = AtOnce.all(
                        WRITERS,
                        writer -> () ->
                                demo.put("/Patient/" + id(patient), renamed(patient, writer), "If-Match", "W/\"1\""))
                .stream()
                .flatMap(outcome -> outcome.result().stream())
                .map(Answer::status)
                .toList();

        assertThat(answers).isSubsetOf(200, 412).containsOnlyOnce(200);
        assertThat(count(demo, "Patient/" + id(patient) + "/_history")).isEqualTo(2);
    }

    private static Bundle renamingAndMeasuring(Patient patient, int writer) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        rename(bundle, patient, writer);
        bundle.addEntry()
                .setResource(new Observation()
                        .setStatus(ObservationStatus.FINAL)
                        .setCode(new CodeableConcept().setText("weight"))
                        .setSubject(new Reference("Patient/" + id(patient))))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Observation");
        return bundle;
    }

    private static void rename(Bundle bundle, Patient patient, int writer) {
        bundle.addEntry()
                .setResource(renamed(patient, writer))
                .getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl("Patient/" + id(patient));
    }

    private static String family(FhirClient client, Patient patient) {
        return client.read(Patient.class, id(patient)).getNameFirstRep().getFamily();
    }

    private static Patient renamed(Patient patient, int writer) {
        var renamed = patient.copy();
        renamed.getName().clear();
        renamed.addName().setFamily("Writer" + writer);
        return renamed;
    }

    private static String id(Patient patient) {
        return patient.getIdElement().getIdPart();
    }

    private static int count(FhirClient client, String query) {
        return client.search(query).getTotal();
    }
}
