package org.openward.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class AuditIT {
    private final FhirClient client;
    private final Hospital hospital;

    AuditIT(Hospital hospital) {
        this.hospital = hospital;
        this.client = hospital.asDemo();
    }

    @Test
    void a_write_is_recorded_with_who_what_whose_and_in_which_request() {
        var request = "request-" + UUID.randomUUID();

        var answer = client.post("/Patient", aPatient(), "X-Request-Id", request);
        var id = answer.resource(Patient.class).getIdElement();

        var event = only("entity=Patient/" + id.getIdPart() + "&subtype=create");
        assertThat(event.getAction()).isEqualTo(AuditEvent.AuditEventAction.C);
        assertThat(event.getAgent())
                .filteredOn(AuditEvent.AuditEventAgentComponent::getRequestor)
                .singleElement()
                .returns("demo", AuditEvent.AuditEventAgentComponent::getName)
                .returns("127.0.0.1", agent -> agent.getNetwork().getAddress());
        assertThat(event.getEntity())
                .extracting(entity -> entity.getWhat().hasReference()
                        ? entity.getWhat().getReference()
                        : entity.getWhat().getIdentifier().getValue())
                .contains(request, "Patient/" + id.getIdPart() + "/_history/1", "Patient/" + id.getIdPart());
    }

    @Test
    void updates_and_deletions_are_recorded_with_their_versions() {
        var observation = client.create(anObservationOf(client.create(aPatient())));
        var id = observation.getIdElement().getIdPart();

        client.put("/Observation/" + id, observation.setStatus(ObservationStatus.AMENDED));
        client.delete("/Observation/" + id);

        assertThat(events("entity=Observation/" + id + "&_sort=date"))
                .extracting(event -> event.getAction().toCode() + reference(event, "Observation/"))
                .containsExactly(
                        "CObservation/" + id + "/_history/1",
                        "UObservation/" + id + "/_history/2",
                        "DObservation/" + id + "/_history/3");
    }

    @Test
    void the_trail_says_what_for_as_the_token_or_the_role_of_its_holder_tells() {
        var anna = client.create(aPatient());
        var path = "/Patient/" + anna.getIdElement().getIdPart();

        hospital.inRoles(List.of("BIL"), "Practitioner/1", Map.of()).get(path);
        hospital.inRoles(List.of("DOC"), "Practitioner/1", Map.of("purpose_of_use", "HRESCH"))
                .get(path);
        hospital.inRoles(List.of("DOC"), "Practitioner/1", Map.of("purpose_of_use", "made-up"))
                .get(path);
        hospital.inRoles(List.of("DOC"), "Practitioner/1", Map.of()).get(path);
        hospital.inRoles(List.of("DOC"), "Practitioner/1", Map.of("purpose_of_use", "BTG"))
                .get(path);

        assertThat(events("entity=" + path.substring(1) + "&subtype=read&_sort=date"))
                .extracting(event ->
                        event.getPurposeOfEventFirstRep().getCodingFirstRep().getCode())
                .containsExactly("HPAYMT", "HRESCH", null, "TREAT", "TREAT");
        assertThat(events("entity=" + path.substring(1) + "&purpose=TREAT,HRESCH"))
                .hasSize(3);
        assertThat(events("entity=" + path.substring(1) + "&purpose=BTG")).isEmpty();
        assertThat(only("entity=" + path.substring(1) + "&subtype=create").hasPurposeOfEvent())
                .isFalse();
    }

    @Test
    void a_read_is_recorded_before_its_answer_arrives() {
        var anna = client.create(aPatient());
        var observation = client.create(anObservationOf(anna));

        client.read(Observation.class, observation.getIdElement().getIdPart());

        var event = only("patient=" + anna.getIdElement().getIdPart() + "&subtype=read");
        assertThat(reference(event, "Observation/"))
                .isEqualTo("Observation/" + observation.getIdElement().getIdPart());
    }

    @Test
    void the_content_of_a_document_is_read_in_the_name_of_its_patient() {
        var anna = client.create(aPatient());
        var letter = client.create(new DocumentReference()
                .setStatus(DocumentReferenceStatus.CURRENT)
                .setSubject(new Reference(name(anna))));
        var scan = client.create(new Binary()
                .setContentType("text/plain")
                .setData("seen".getBytes(StandardCharsets.UTF_8))
                .setSecurityContext(new Reference(name(letter))));

        var raw = client.get("/" + name(scan), "Accept", "text/plain", "Content-Type", "text/plain");
        client.read(Binary.class, scan.getIdElement().getIdPart());

        assertThat(raw.body()).isEqualTo("seen");
        assertThat(events("patient=" + anna.getIdElement().getIdPart() + "&subtype=read"))
                .extracting(event -> reference(event, "Binary/"))
                .containsExactly(name(scan), name(scan));
    }

    @Test
    void a_search_is_recorded_with_its_query_and_once_for_each_patient_it_showed() {
        var name = "Search" + UUID.randomUUID().toString().substring(0, 8);
        var anna = client.create(aPatient(name));
        var ben = client.create(aPatient(name));

        client.search("Patient?family=" + name);

        for (var patient : List.of(anna, ben)) {
            var event = only("patient=" + patient.getIdElement().getIdPart() + "&subtype=search-type");
            assertThat(query(event)).startsWith("GET http").endsWith("/Patient?family=" + name);
        }
    }

    @Test
    void the_reads_within_a_batch_are_recorded_each() {
        var anna = client.create(aPatient());
        var id = anna.getIdElement().getIdPart();
        var batch = new Bundle().setType(BundleType.BATCH);
        batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Patient/" + id);
        batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Patient/none-" + id);

        client.transact(batch).resource(Bundle.class);

        assertThat(only("patient=" + id + "&subtype=read").getOutcome().toCode())
                .isEqualTo("0");
        assertThat(only("entity=Patient/none-" + id).getOutcome().toCode()).isEqualTo("4");
    }

    @Test
    void what_was_refused_is_recorded_and_what_was_rolled_back_is_not() {
        var missing = "none-" + UUID.randomUUID();
        var name = "Rolled" + UUID.randomUUID().toString().substring(0, 8);
        var transaction = new Bundle().setType(BundleType.TRANSACTION);
        transaction
                .addEntry()
                .setResource(aPatient(name))
                .getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl("Patient/" + name);
        transaction
                .addEntry()
                .setResource(new Observation().setSubject(new Reference("Patient/" + missing)))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Observation");

        var refusedRead = client.get("/Patient/" + missing);
        var refusedTransaction = client.transact(transaction);

        assertThat(refusedRead.status()).isEqualTo(404);
        assertThat(only("entity=Patient/" + missing).getOutcomeDesc()).startsWith("HTTP 404");
        assertThat(refusedTransaction.status()).isBetween(400, 422);
        assertThat(events("entity=Patient/" + name)).isEmpty();
        assertThat(events("subtype=transaction&outcome=4&_count=1")).isNotEmpty();
    }

    @Test
    void a_client_cannot_write_the_trail_over_rest() {
        var event = events("_count=1").get(0);
        var id = event.getIdElement().getIdPart();

        assertThat(client.post("/AuditEvent", anEvent()).status()).isEqualTo(403);
        assertThat(client.put("/AuditEvent/" + id, event).status()).isEqualTo(403);
        assertThat(client.delete("/AuditEvent/" + id).status()).isEqualTo(403);
        assertThat(client.delete("/AuditEvent/" + id)
                        .resource(OperationOutcome.class)
                        .hasIssue())
                .isTrue();
    }

    @Test
    void a_client_cannot_write_the_trail_in_a_transaction() {
        var transaction = new Bundle().setType(BundleType.TRANSACTION);
        transaction
                .addEntry()
                .setResource(anEvent())
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("AuditEvent");

        var answer = client.transact(transaction);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.invariant()).isEqualTo("X5");
    }

    @Test
    void the_trail_is_read_in_pages_that_neither_repeat_nor_miss_an_event() {
        var anna = client.create(aPatient());
        var id = anna.getIdElement().getIdPart();
        for (var time = 0; time < 5; time++) {
            client.read(Patient.class, id);
        }

        var seen = new ArrayList<String>();
        var page = client.search("AuditEvent?patient=" + id + "&_count=2");
        while (true) {
            page.getEntry().forEach(entry -> seen.add(entry.getResource().getIdPart()));
            if (page.getLink("next") == null) {
                break;
            }
            var next = page.getLink("next").getUrl();
            page = client.search(next.substring(next.indexOf("AuditEvent?")));
        }

        assertThat(seen).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void one_event_can_be_read_by_its_id_in_its_own_tenant_only() {
        var id = events("_count=1").get(0).getIdElement().getIdPart();

        var own = client.get("/AuditEvent/" + id);
        var foreign = hospital.asClinicB().get("/AuditEvent/" + id);

        assertThat(own.resource(AuditEvent.class).getIdElement().getIdPart()).isEqualTo(id);
        assertThat(foreign.status()).isEqualTo(404);
    }

    @Test
    void a_search_that_cannot_be_understood_is_refused() {
        assertThat(client.get("/AuditEvent?policy=x").status()).isEqualTo(400);
        assertThat(client.get("/AuditEvent?date=yesterday").status()).isEqualTo(400);
    }

    @Test
    void the_trail_of_a_working_server_is_whole_and_sealed_within_seconds() throws InterruptedException {
        client.create(aPatient());
        Thread.sleep(Duration.ofSeconds(3).toMillis());

        var answer = client.get("/$verify-audit").resource(Parameters.class);

        assertThat(answer.getParameter())
                .noneMatch(parameter -> parameter.getName().equals("finding"));
        assertThat(((BooleanType) answer.getParameter("verdict").getValue()).booleanValue())
                .isTrue();
        assertThat(((IntegerType) answer.getParameter("checked").getValue()).getValue())
                .isPositive();
        var sealer = hospital.part(AuditSealer.class);
        assertThat(sealer.newest(Entries.nurse().tenant())).isPresent();
    }

    @Test
    void nothing_is_answered_that_cannot_be_recorded() {
        var anna = client.create(aPatient());
        var writer = hospital.part(AuditWriter.class);

        writer.stop();
        var answer = client.get("/Patient/" + anna.getIdElement().getIdPart());
        var missing = client.get("/Patient/missing");
        writer.start();

        assertThat(List.of(answer, missing)).allSatisfy(refused -> {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.outcome().getIssueFirstRep().getDiagnostics()).startsWith("Audit unavailable");
        });
        assertThat(answer.body()).doesNotContain("Anna");
    }

    private List<AuditEvent> events(String query) {
        return client.search("AuditEvent?" + query).getEntry().stream()
                .map(entry -> (AuditEvent) entry.getResource())
                .toList();
    }

    private AuditEvent only(String query) {
        var events = events(query);
        assertThat(events).as(query).hasSize(1);
        return events.get(0);
    }

    private static String reference(AuditEvent event, String prefix) {
        return event.getEntity().stream()
                .map(entity -> String.valueOf(entity.getWhat().getReference()))
                .filter(reference -> reference.startsWith(prefix))
                .findFirst()
                .orElse("");
    }

    private static String name(Resource record) {
        return record.fhirType() + "/" + record.getIdElement().getIdPart();
    }

    private static String query(AuditEvent event) {
        return event.getEntity().stream()
                .filter(AuditEvent.AuditEventEntityComponent::hasQuery)
                .map(entity -> new String(entity.getQuery(), StandardCharsets.UTF_8))
                .findAny()
                .orElse("");
    }

    private static Patient aPatient() {
        return aPatient("Audited");
    }

    private static Patient aPatient(String family) {
        var patient = new Patient();
        patient.addName().setFamily(family).addGiven("Anna");
        return patient;
    }

    private static Observation anObservationOf(Patient patient) {
        var observation = new Observation().setStatus(ObservationStatus.FINAL);
        observation.getCode().setText("Temperature");
        return observation.setSubject(
                new Reference("Patient/" + patient.getIdElement().getIdPart()));
    }

    private static AuditEvent anEvent() {
        var event = new AuditEvent();
        event.getType().setCode("rest");
        return event;
    }
}
