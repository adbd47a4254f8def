package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
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
    void transactions_that_touch_the_same_patient_are_done_whole_or_refused_whole(Hospital hospital)
            throws InterruptedException {
        var demo = hospital.asDemo();
        var patient = demo.create(new Patient());

        var answers = AtOnce.all(WRITERS, writer -> () -> demo.transact(renamingAndMeasuring(patient, writer))).stream()
                .flatMap(outcome -> outcome.result().stream())
                .toList();

        assertThat(answers).extracting(Answer::status).isSubsetOf(200, 409).contains(200);
        var done = answers.stream().filter(answer -> answer.status() == 200).count();
        assertThat(count(demo, "Patient/" + id(patient) + "/_history")).isEqualTo(done + 1);
        assertThat(count(demo, "Observation?subject=Patient/" + id(patient) + "&_summary=count"))
                .isEqualTo(done);
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
        bundle.addEntry()
                .setResource(renamed(patient, writer))
                .getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl("Patient/" + id(patient));
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
