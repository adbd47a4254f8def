package org.openward.fhir.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Who writes says what the answer is to hold. */
@HospitalTest
class PreferredAnswersIT {
    private final FhirClient client;
    private final String id = "preferred-" + UUID.randomUUID();

    PreferredAnswersIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    @ParameterizedTest
    @CsvSource({
        "'', Patient",
        "return=representation, Patient",
        "return=minimal, ''",
        "return=OperationOutcome, OperationOutcome",
        "return=nonsense, Patient"
    })
    void the_answer_to_a_write_holds_what_the_client_prefers(String prefer, String body) {
        var created = send("POST", "/Patient", patient("Created"), prefer);
        var put = send(
                "PUT",
                "/Patient/" + id,
                "{\"id\":\"" + id + "\"," + patient("Put").substring(1),
                prefer);
        var patched = send("PATCH", "/Patient/" + id, "[{\"op\":\"add\",\"path\":\"/active\",\"value\":true}]", prefer);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).isPresent();
        assertThat(put.status()).isEqualTo(201);
        assertThat(patched.status()).isEqualTo(200);
        for (var answer : new Answer[] {created, put, patched}) {
            assertThat(held(answer)).isEqualTo(body);
        }
    }

    @Test
    void a_deletion_is_told_by_an_outcome() {
        client.put("/Patient/" + id, withId());

        var deleted = client.delete("/Patient/" + id);

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.resource(OperationOutcome.class).getIssue()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', false", "return=minimal, false", "return=representation, true"})
    void entries_of_a_transaction_hold_records_for_who_asks_for_them(String prefer, boolean held) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(withId())
                .getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl("Patient/" + id);

        var answer = (prefer.isEmpty() ? client.post("", bundle) : client.post("", bundle, "Prefer", prefer))
                .resource(Bundle.class);

        assertThat(answer.getEntryFirstRep().getResponse().getStatus()).startsWith("201");
        assertThat(answer.getEntryFirstRep().getResponse().getLocation()).contains(id);
        assertThat(answer.getEntryFirstRep().hasResource()).isEqualTo(held);
    }

    private Answer send(String method, String path, String body, String prefer) {
        var type = method.equals("PATCH") ? "application/json-patch+json" : "application/fhir+json";
        return prefer.isEmpty()
                ? client.send(method, path, body, "Content-Type", type)
                : client.send(method, path, body, "Content-Type", type, "Prefer", prefer);
    }

    private static String held(Answer answer) {
        return answer.body().isEmpty()
                ? ""
                : answer.body().replaceFirst("(?s)^\\{\\s*\"resourceType\"\\s*:\\s*\"(\\w+)\".*$", "$1");
    }

    private Patient withId() {
        var patient = new Patient();
        patient.setId(id);
        patient.addName().setFamily("Preferred");
        return patient;
    }

    private static String patient(String family) {
        return "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + family + "\"}]}";
    }
}
