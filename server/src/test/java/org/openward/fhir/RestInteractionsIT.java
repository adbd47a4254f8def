package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceOperationComponent;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class RestInteractionsIT {
    @Test
    void every_version_of_a_record_can_be_read_after_it_was_changed_and_deleted(Hospital hospital) {
        var client = hospital.asDemo();
        var path = pathOf(client.create(named("First")));

        client.put(path, withId(named("Second"), path), "If-Match", "W/\"1\"");
        var deleted = client.delete(path);

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(client.get(path).status()).isEqualTo(410);
        assertThat(client.get(path + "/_history/1")
                        .resource(Patient.class)
                        .getNameFirstRep()
                        .getFamily())
                .isEqualTo("First");
        assertThat(client.get(path + "/_history").resource(Bundle.class).getTotal())
                .isEqualTo(3);
    }

    @Test
    void a_change_of_a_stale_version_is_refused(Hospital hospital) {
        var client = hospital.asDemo();
        var path = pathOf(client.create(named("Stale")));

        var answer = client.put(path, withId(named("Late"), path), "If-Match", "W/\"7\"");

        assertThat(answer.status()).isEqualTo(412);
    }

    @Test
    void a_conditional_update_finds_its_record_and_a_conditional_delete_too(Hospital hospital) {
        var client = hospital.asDemo();
        var family = "Conditional" + UUID.randomUUID();
        var path = pathOf(client.create(named(family)));

        var updated = client.put("/Patient?family=" + family, named(family).setActive(true));
        var deleted = client.delete("/Patient?family=" + family);

        assertThat(updated.resource(Patient.class).getIdElement().getVersionIdPart())
                .isEqualTo("2");
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(client.get(path).status()).isEqualTo(410);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?patient.family=FAMILY",
                "Observation?subject:Patient.family=FAMILY&code=http://loinc.org%7C718-7",
                "Observation?patient=PATIENT&_include=Observation:patient",
                "Observation?patient=PATIENT&code-value-quantity=http://loinc.org%7C718-7$gt10",
                "Observation?patient=PATIENT&value-quantity=gt10&_sort=-date",
                "Patient?family=FAMILY&_has:Observation:patient:code=718-7",
                "Patient?family=FAMILY&_revinclude=Observation:patient",
                "Patient?_id=PATIENT&_elements=name",
                "Patient?family:contains=AMILY-END&family=FAMILY",
                "Patient?family:exact=FAMILY&_total=accurate"
            })
    void a_search_finds_the_patient_or_her_hemoglobin(String search, Hospital hospital) {
        var client = hospital.asDemo();
        var family = "Found-" + UUID.randomUUID() + "-FAMILY-END";
        var patient = client.create(named(family));
        client.create(hemoglobin(patient));

        var found = client.search(search.replace("AMILY-END", "§")
                .replace("FAMILY", family)
                .replace("§", "AMILY-END")
                .replace("PATIENT", patient.getIdElement().getIdPart()));

        assertThat(found.getEntry()).isNotEmpty();
    }

    @Test
    void pages_follow_each_other_to_the_end(Hospital hospital) {
        var client = hospital.asDemo();
        var family = "Paged" + UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            client.create(named(family));
        }

        var first = client.search("Patient?family=" + family + "&_count=2&_sort=_id");
        var second = client.page(first.getLink("next").getUrl());
        var third = client.page(second.getLink("next").getUrl());

        assertThat(first.getEntry()).hasSize(2);
        assertThat(second.getEntry()).hasSize(2);
        assertThat(third.getEntry()).hasSize(1);
        assertThat(third.getLink("next")).isNull();
    }

    @Test
    void validate_names_what_is_wrong_and_stores_nothing(Hospital hospital) {
        var answer = hospital.asDemo()
                .send("POST", "/Observation/$validate", "{\"resourceType\":\"Observation\",\"status\":\"final\"}");

        assertThat(answer.body()).contains("Observation.code");
        assertThat(answer.resource(OperationOutcome.class).getIssue()).isNotEmpty();
    }

    @Test
    void everything_brings_the_patients_observations(Hospital hospital) {
        var client = hospital.asDemo();
        var patient = client.create(named("Everything"));
        client.create(hemoglobin(patient));

        var everything = client.get(pathOf(patient) + "/$everything").resource(Bundle.class);

        assertThat(everything.getEntry())
                .extracting(entry -> entry.getResource().fhirType())
                .contains("Patient", "Observation");
    }

    @Test
    void metadata_lists_every_operation_of_the_slice(Hospital hospital) {
        var statement = hospital.anonymous().get("/metadata").resource(CapabilityStatement.class);

        assertThat(statement.getRestFirstRep().getResource().stream()
                        .flatMap(resource -> resource.getOperation().stream())
                        .map(CapabilityStatementRestResourceOperationComponent::getName))
                .contains("generate", "finalize", "pay", "verify", "replay", "evaluate-measure", "export-report")
                .contains("validate", "everything");
        assertThat(systemOperations(statement.getRestFirstRep())).contains("verify-audit");
    }

    @Test
    void the_page_of_the_interface_opens(Hospital hospital) {
        assertThat(hospital.asDemo().get("/swagger-ui/").status()).isEqualTo(200);
        assertThat(hospital.asDemo().get("/api-docs").body()).contains("openapi");
    }

    private static List<String> systemOperations(CapabilityStatementRestComponent rest) {
        return rest.getOperation().stream()
                .map(CapabilityStatementRestResourceOperationComponent::getName)
                .toList();
    }

    private static Observation hemoglobin(Patient patient) {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setSubject(new Reference("Patient/" + patient.getIdElement().getIdPart()))
                .setCode(new CodeableConcept(new Coding("http://loinc.org", "718-7", "Hemoglobin")))
                .setValue(new Quantity()
                        .setValue(13.5)
                        .setSystem("http://unitsofmeasure.org")
                        .setCode("g/dL"));
    }

    private static Patient named(String family) {
        var patient = new Patient();
        patient.addName().setFamily(family);
        return patient;
    }

    private static Patient withId(Patient patient, String path) {
        patient.setId(path.substring(path.lastIndexOf('/') + 1));
        return patient;
    }

    private static String pathOf(Patient patient) {
        return "/Patient/" + patient.getIdElement().getIdPart();
    }
}
