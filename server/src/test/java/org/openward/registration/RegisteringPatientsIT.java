package org.openward.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Systems;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class RegisteringPatientsIT {
    private static final String OTHER_HOSPITAL = "https://other.example/mrn";

    @Test
    void a_new_patient_gets_a_medical_record_number(Hospital hospital) {
        var asha = hospital.asDemo().create(named("Asha"));

        assertThat(numberOf(asha)).startsWith("MRN");
    }

    @Test
    void another_hospitals_number_is_kept_beside_ours(Hospital hospital) {
        var brought = named("Ben");
        brought.addIdentifier(
                new Identifier().setSystem(OTHER_HOSPITAL).setValue("77").setType(typeMr()));

        var ben = hospital.asDemo().create(brought);

        assertThat(ben.getIdentifier()).extracting(Identifier::getSystem).contains(OTHER_HOSPITAL, Systems.MRN);
    }

    @Test
    void a_client_cannot_choose_a_number_of_our_series(Hospital hospital) {
        var choosy = named("Carla");
        choosy.addIdentifier().setSystem(Systems.MRN).setValue("MRN00000001");

        var answer = hospital.asDemo().post("/Patient", choosy);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.invariant()).isEqualTo("G9");
    }

    @Test
    void an_update_without_the_number_keeps_it(Hospital hospital) {
        var client = hospital.asDemo();
        var dora = client.create(named("Dora"));
        var id = dora.getIdElement().getIdPart();

        var answer = client.put("/Patient/" + id, (Patient) named("Dora").setId(id));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(numberOf(client.read(Patient.class, id))).isEqualTo(numberOf(dora));
    }

    @Test
    void a_patch_cannot_remove_or_change_the_number(Hospital hospital) {
        var client = hospital.asDemo();
        var emil = client.create(named("Emil"));
        var path = "/Patient/" + emil.getIdElement().getIdPart();

        var removal = patch(client, path, "[{\"op\":\"remove\",\"path\":\"/identifier\"}]");
        var change = patch(
                client, path, "[{\"op\":\"replace\",\"path\":\"/identifier/0/value\",\"value\":\"MRN99999999\"}]");

        assertThat(removal).isEqualTo(200);
        assertThat(change).isEqualTo(422);
        assertThat(numberOf(client.read(Patient.class, emil.getIdElement().getIdPart())))
                .isEqualTo(numberOf(emil));
    }

    @Test
    void a_conditional_create_that_matches_gives_no_second_number(Hospital hospital) {
        var client = hospital.asDemo();
        var condition = "identifier=" + OTHER_HOSPITAL + "|" + UUID.randomUUID();
        var felix = named("Felix");
        felix.addIdentifier().setSystem(OTHER_HOSPITAL).setValue(condition.substring(condition.indexOf('|') + 1));

        var first = client.post("/Patient", felix, "If-None-Exist", condition);
        var again = client.post("/Patient", felix, "If-None-Exist", condition);

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(numberOf(again.resource(Patient.class))).isEqualTo(numberOf(first.resource(Patient.class)));
    }

    @Test
    void large_transactions_in_parallel_give_each_patient_another_number(Hospital hospital) throws Exception {
        var client = hospital.asDemo();
        var family = "Parallel" + UUID.randomUUID();
        var crowd = Executors.newFixedThreadPool(16);

        var answers = crowd.invokeAll(IntStream.range(0, 16)
                .mapToObj(number -> (Callable<Integer>)
                        () -> client.transact(patients(family, 20)).status())
                .toList());
        crowd.shutdown();

        for (var answer : answers) {
            assertThat(answer.get()).isEqualTo(200);
        }
        var numbers = numbersOf(client, family);
        assertThat(numbers).hasSize(320).doesNotHaveDuplicates();
    }

    private static List<String> numbersOf(FhirClient client, String family) {
        return client.search("Patient?family=" + family + "&_count=500").getEntry().stream()
                .map(entry -> numberOf((Patient) entry.getResource()))
                .collect(Collectors.toList());
    }

    private static Bundle patients(String family, int count) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        for (int i = 0; i < count; i++) {
            var patient = new Patient();
            patient.addName().setFamily(family);
            bundle.addEntry()
                    .setResource(patient)
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Patient");
        }
        return bundle;
    }

    private static int patch(FhirClient client, String path, String patch) {
        return client.send("PATCH", path, patch, "Content-Type", "application/json-patch+json")
                .status();
    }

    private static Patient named(String given) {
        var patient = new Patient().setGender(AdministrativeGender.OTHER);
        patient.addName().setFamily("Registered").addGiven(given);
        return patient;
    }

    private static org.hl7.fhir.r4.model.CodeableConcept typeMr() {
        return new org.hl7.fhir.r4.model.CodeableConcept(
                new org.hl7.fhir.r4.model.Coding(Systems.IDENTIFIER_TYPE, "MR", null));
    }

    private static String numberOf(Patient patient) {
        return patient.getIdentifier().stream()
                .filter(identifier -> Systems.MRN.equals(identifier.getSystem()))
                .map(Identifier::getValue)
                .collect(Collectors.joining("+"));
    }
}
