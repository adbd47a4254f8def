package org.openward.fhir.contents;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class BinaryGuardIT {
    private final Hospital hospital;
    private final FhirClient client;

    BinaryGuardIT(Hospital hospital) {
        this.hospital = hospital;
        this.client = hospital.asDemo();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient/nope",
                "Observation/nope",
                "nonsense",
                "Nonsense/1",
                "Patient/",
                "Patient/a b'",
                "urn:uuid:7f1c1d1e-0000-4000-8000-00000000000a"
            })
    void a_binary_of_nothing_is_refused(String context) {
        var created = client.post("/Binary", scan(context));
        var raw = client.upload(
                "/Binary", "image/png", "a scan".getBytes(StandardCharsets.UTF_8), "X-Security-Context", context);
        var together = client.transact(transaction(scan(context)));

        for (var answer : List.of(created, raw, together)) {
            assertThat(answer.status()).as("%s", answer).isEqualTo(400);
            assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).isNotEmpty();
        }
    }

    @Test
    void another_tenants_record_and_one_that_is_gone_are_none() {
        var elsewhere = name(hospital.asClinicB().create(new Patient()));
        var gone = name(client.create(new Patient()));
        client.delete("/" + gone);

        assertThat(client.post("/Binary", scan(elsewhere)).status()).isEqualTo(400);
        assertThat(client.post("/Binary", scan(gone)).status()).isEqualTo(400);
        assertThat(hospital.asClinicB().post("/Binary", scan(elsewhere)).status())
                .isEqualTo(201);
    }

    @Test
    void whoever_may_not_see_the_record_does_not_learn_whether_it_is_there() {
        var narrow = hospital.withScope("system/Binary.c");
        var there = name(client.create(new Patient()));

        assertThat(narrow.post("/Binary", scan(there)).status()).isEqualTo(403);
        assertThat(narrow.post("/Binary", scan("Patient/nope")).status()).isEqualTo(403);
    }

    @Test
    void an_update_is_held_to_it_unless_it_names_the_same_as_before() {
        var patient = name(client.create(new Patient()));
        var stored = client.create(scan(patient));
        client.delete("/" + patient);

        stored.setData(new byte[] {2});
        assertThat(client.put("/" + name(stored), stored).status()).isEqualTo(200);
        stored.setSecurityContext(new Reference("Patient/nope"));
        assertThat(client.put("/" + name(stored), stored).status()).isEqualTo(400);
    }

    @Test
    void a_transaction_may_bring_the_record_itself() {
        var id = "scanned-" + UUID.randomUUID();
        var both = transaction(scan("Patient/" + id));
        both.addEntry()
                .setResource(new Patient().setId(id))
                .getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl("Patient/" + id);
        var link = "urn:uuid:" + UUID.randomUUID();
        var named = transaction(scan(link));
        named.addEntry()
                .setFullUrl(link)
                .setResource(new Patient())
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Patient");

        assertThat(client.transact(both).status()).isEqualTo(200);
        assertThat(client.transact(named).status()).isEqualTo(200);
        assertThat(client.post("/Binary", scan("https://other.example/fhir/Patient/1"))
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void raw_content_without_a_type_is_bytes(String method) throws Exception {
        var there = client.create(scan(name(client.create(new Patient()))));
        var content = new byte[] {1, 2, 3, (byte) 200};
        var request = HttpRequest.newBuilder(hospital.root()
                        .resolve("/fhir/Binary"
                                + (method.equals("PUT")
                                        ? "/" + there.getIdElement().getIdPart()
                                        : "")))
                .header("Authorization", "Bearer " + client.token())
                .method(method, BodyPublishers.ofByteArray(content))
                .build();

        HttpResponse<String> stored = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        assertThat(stored.statusCode()).as(stored.body()).isIn(200, 201);
        var id = method.equals("PUT")
                ? there.getIdElement().getIdPart()
                : stored.headers().firstValue("Location").orElseThrow().replaceFirst(".*/Binary/([^/]+).*", "$1");
        var binary = client.read(Binary.class, id);
        assertThat(binary.getContentType()).isEqualTo("application/octet-stream");
        assertThat(binary.getData()).isEqualTo(content);
    }

    private static Binary scan(String context) {
        var scan = new Binary().setContentType("image/png").setSecurityContext(new Reference(context));
        scan.setData(new byte[] {1});
        return scan;
    }

    private static Bundle transaction(Resource record) {
        var transaction = new Bundle().setType(BundleType.TRANSACTION);
        transaction
                .addEntry()
                .setResource(record)
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl(record.fhirType());
        return transaction;
    }

    private static String name(Resource record) {
        return record.getIdElement().toUnqualifiedVersionless().getValue();
    }
}
