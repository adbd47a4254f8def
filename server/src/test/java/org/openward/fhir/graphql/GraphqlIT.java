package org.openward.fhir.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class GraphqlIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Hospital hospital;
    private final FhirClient client;
    private final String family = "Graph" + UUID.randomUUID().toString().substring(0, 8);
    private String patient = "";

    GraphqlIT(Hospital hospital) {
        this.hospital = hospital;
        this.client = hospital.asDemo();
    }

    @BeforeEach
    void admit_a_patient_with_two_results() {
        var admitted = new Patient();
        admitted.addName().setFamily(family).addGiven("Asha").addGiven("M");
        patient = client.create(admitted).getIdElement().getIdPart();
        result("718-7");
        result("2345-7");
    }

    private void result(String code) {
        client.create(resultOf(code));
    }

    private Observation resultOf(String code) {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept(new Coding("http://loinc.org", code, null)))
                .setSubject(new Reference("Patient/" + patient));
    }

    @Test
    void a_record_is_asked_by_its_address() {
        var answer = data(get("/Patient/" + patient, "{ id resourceType name { family given } }"));

        assertThat(answer.path("id").asText()).isEqualTo(patient);
        assertThat(answer.path("resourceType").asText()).isEqualTo("Patient");
        assertThat(answer.path("name").path(0).path("given").size()).isEqualTo(2);
    }

    @Test
    void a_query_of_the_whole_server_finds_searches_and_follows_references() {
        var answer = data(get(
                "",
                """
                { Patient(id: "%1$s") { id }
                  found: PatientList(family: "%2$s") {
                    id
                    ObservationList(_reference: patient, _count: 1) { code { coding { code } } subject { resource { id } } }
                  } }
                """
                        .formatted(patient, family)));

        assertThat(answer.path("Patient").path("id").asText()).isEqualTo(patient);
        assertThat(answer.path("found").size()).isEqualTo(1);
        var results = answer.path("found").path(0).path("ObservationList");
        assertThat(results.size()).isEqualTo(1);
        assertThat(results.path(0).path("subject").path("resource").path("id").asText())
                .isEqualTo(patient);
    }

    @Test
    void a_query_of_a_type_is_one_of_the_whole_server() {
        var query = "{ PatientList(family: \"" + family + "\") { id } }";

        var byUrl = data(get("/Patient", query));
        var byBody = data(client.send("POST", "/Patient/$graphql", query, "Content-Type", "application/graphql"));

        assertThat(byUrl.path("PatientList").path(0).path("id").asText()).isEqualTo(patient);
        assertThat(byBody).isEqualTo(byUrl);
        assertThat(get(hospital.anonymous(), "/Patient", query).status()).isEqualTo(401);
        assertThat(get(hospital.withScope("system/Observation.rs"), "/Patient", query)
                        .status())
                .isEqualTo(403);
        assertThat(data(get(hospital.asClinicB(), "/Patient", query)).has("PatientList"))
                .isFalse();
    }

    /** HAPI's own pages have twenty records. */
    @Test
    void a_list_has_as_many_records_as_are_asked_for_and_its_pages_show_each_once() {
        var all = new Bundle().setType(BundleType.BATCH);
        for (var more = 0; more < 35; more++) {
            all.addEntry()
                    .setResource(resultOf("718-7"))
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Observation");
        }
        client.transact(all);
        var asked = "{ ObservationConnection(patient: \"Patient/%s\", _count: 30, _cursor: \"%s\")"
                + " { count next edges { resource { id } } } }";

        var first = data(get("", asked.formatted(patient, 0))).path("ObservationConnection");
        var second = data(get("", asked.formatted(patient, first.path("next").asText())))
                .path("ObservationConnection");
        var list = data(get("", "{ ObservationList(patient: \"Patient/" + patient + "\", _count: 30) { id } }"));
        var rest = data(
                get("", "{ ObservationList(patient: \"Patient/" + patient + "\", _count: 30, _offset: 30) { id } }"));
        var within = data(get("/Patient/" + patient, "{ ObservationList(_reference: patient, _count: 36) { id } }"));
        var ample = data(get("/Patient/" + patient, "{ ObservationList(_reference: patient, _count: 500) { id } }"));

        assertThat(first.path("edges")).hasSize(30);
        assertThat(second.has("next")).isFalse();
        assertThat(Stream.of(first, second).flatMap(page -> page.path("edges").findValuesAsText("id").stream()))
                .hasSize(37)
                .doesNotHaveDuplicates();
        assertThat(Stream.of(list, rest).flatMap(page -> page.findValuesAsText("id").stream()))
                .hasSize(37)
                .doesNotHaveDuplicates();
        assertThat(within.path("ObservationList")).hasSize(36);
        assertThat(ample.path("ObservationList")).hasSize(37);
    }

    @Test
    void a_connection_is_turned_page_by_page() {
        var asked = "{ ObservationConnection(patient: \"Patient/%s\", _count: 1, _cursor: \"%s\")"
                + " { count next edges { mode resource { id } } } }";

        var first = data(get("", asked.formatted(patient, 0))).path("ObservationConnection");
        var second = data(get("", asked.formatted(patient, first.path("next").asText())))
                .path("ObservationConnection");

        assertThat(first.path("edges").path(0).path("resource").path("id"))
                .isNotEqualTo(second.path("edges").path(0).path("resource").path("id"));
        assertThat(second.path("edges").size()).isEqualTo(1);
        assertThat(second.has("next")).isFalse();
    }

    @Test
    void a_query_comes_in_json_with_variables_or_as_a_body_of_its_own_type() throws Exception {
        var query = "query named($who: String) { PatientList(family: $who) { id } }";
        var json = JSON.writeValueAsString(
                Map.of("query", query, "operationName", "named", "variables", Map.of("who", family)));

        var byJson = client.send("POST", "/$graphql", json, "Content-Type", "application/json");
        var byText = client.send(
                "POST",
                "/$graphql",
                "{ PatientList(family: \"" + family + "\") { id } }",
                "Content-Type",
                "application/graphql");

        assertThat(data(byJson)).isEqualTo(data(byText));
        assertThat(data(byJson).path("PatientList").path(0).path("id").asText()).isEqualTo(patient);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{ nothing }",
                "{ name }",
                "{ active { id } }",
                "{ id @include(if: $undeclared) }",
                "mutation { id }",
                "{ name(fhirpath: \"family.(\") { family } }",
                "{ ...a } fragment a on Patient { ...a }",
                "{ name(fhirpath: \"1.repeat($this+1).exists()\") { family } }",
                "{ name(fhirpath: \"family.matches('^(a+)+$')\") { family } }",
                "{ ObservationList(_reference: patient, _filter: \"x\") { id } }",
                "{ Patient(id: {a: 1}) { id } }",
                "{ ObservationList { id } }",
                "{ ObservationList(_reference: nowhere) { id } }",
                "{ ObservationList(_reference: patient, _count: \"many\") { id } }",
                "{ AuditEventList(_reference: patient) { id } }",
                "{ ObservationList(_reference: patient, _sort: [\"date\", \"-date\"]) { id } }",
            })
    void what_is_no_good_query_is_refused(String query) {
        assertThat(get("/Patient/" + patient, query).status()).isEqualTo(400);
    }

    @Test
    void a_query_may_not_be_deep_long_or_without_end() {
        var deep = "{ a".repeat(30) + " }".repeat(30);
        var many = "{" + "a: PatientList(family: \"x\") { id }".repeat(101).replaceAll("a:", "") + "}";

        assertThat(get("", deep).status()).isEqualTo(400);
        assertThat(client.send(
                                "POST",
                                "/$graphql",
                                "{" + " ".repeat(20_001) + "}",
                                "Content-Type",
                                "application/graphql")
                        .status())
                .isEqualTo(400);
        assertThat(client.send("POST", "/$graphql", many, "Content-Type", "application/graphql")
                        .status())
                .isEqualTo(400);
        assertThat(client.send("POST", "/$graphql", "[[[", "Content-Type", "application/json")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void fragments_that_fan_out_are_stopped() {
        var query = new StringBuilder("{ ...A1 }");
        for (var level = 1; level < 15; level++) {
            query.append(" fragment A%d on Patient {".formatted(level))
                    .append(" ...A%d".formatted(level + 1).repeat(60))
                    .append(" }");
        }
        query.append(" fragment A15 on Patient { id @skip(if: true) }");

        assertThat(client.send(
                                "POST",
                                "/Patient/" + patient + "/$graphql",
                                query.toString(),
                                "Content-Type",
                                "application/graphql")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_query_may_end_in_a_comment() {
        assertThat(data(get("/Patient/" + patient, "{ id } # who")).path("id").asText())
                .isEqualTo(patient);
        assertThat(get("", "# nothing").status()).isEqualTo(400);
    }

    @Test
    void a_list_is_sorted_and_takes_what_a_url_would_change() {
        client.create(new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept(new Coding("http://lab.example", "a+b &c", null)))
                .setSubject(new Reference("Patient/" + patient)));
        var list = "{ ObservationList(_reference: patient, %s) { code { coding { code } } } }";

        var newest = data(get("/Patient/" + patient, list.formatted("_sort: \"-_lastUpdated\", _count: 1")));
        var oldest = data(get("/Patient/" + patient, list.formatted("_sort: \"_lastUpdated\", _count: 1")));
        var odd = data(get("/Patient/" + patient, list.formatted("code: \"http://lab.example|a+b &c\"")));

        assertThat(newest.toString()).contains("a+b &c");
        assertThat(oldest.toString()).contains("718-7");
        assertThat(odd.path("ObservationList").size()).isEqualTo(1);
    }

    @Test
    void an_absent_record_is_not_found() {
        assertThat(get("/Patient/nobody-" + UUID.randomUUID(), "{ id }").status())
                .isEqualTo(404);
    }

    @Test
    void nobody_asks_without_a_token_and_a_token_asks_for_its_types_only() {
        var reader = hospital.withScope("system/Patient.rs");
        var query = "{ ObservationList(_reference: patient) { id } }";

        assertThat(get(hospital.anonymous(), "/Patient/" + patient, "{ id }").status())
                .isEqualTo(401);
        assertThat(get(reader, "/Patient/" + patient, "{ id }").status()).isEqualTo(200);
        assertThat(get(reader, "/Patient/" + patient, query).status()).isEqualTo(403);
        assertThat(get(reader, "", "{ ObservationList(patient: \"" + patient + "\") { id } }")
                        .status())
                .isEqualTo(403);
        assertThat(get(hospital.withScope("system/Observation.rs"), "/Patient/" + patient, "{ id }")
                        .status())
                .isEqualTo(403);
        assertThat(get(
                                hospital.withScope("system/Observation.rs"),
                                "",
                                "{ ObservationList(patient: \"" + patient + "\") { subject { resource { id } } } }")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_restricted_token_sees_its_part_only() {
        var reader = hospital.withScope("system/Patient.rs system/Observation.rs?code=http://loinc.org|718-7");

        var answer = data(get(
                reader,
                "/Patient/" + patient,
                "{ ObservationList(_reference: patient) { code { coding { code } } } }"));

        assertThat(answer.path("ObservationList").size()).isEqualTo(1);
        assertThat(answer.toString()).contains("718-7");
    }

    @Test
    void a_token_of_several_restrictions_sees_what_each_of_them_shows() {
        var reader = hospital.withScope("system/Patient.rs system/Observation.rs?code=http://loinc.org|718-7"
                + " system/Observation.rs?category=graphql-none&status=final");

        var answer = data(get(
                reader,
                "/Patient/" + patient,
                "{ ObservationList(_reference: patient) { code { coding { code } } } }"));

        assertThat(answer.path("ObservationList").size()).isEqualTo(1);
        assertThat(answer.toString()).contains("718-7");
    }

    @Test
    void another_tenants_records_are_not_there() {
        var query = "{ PatientList(family: \"" + family + "\") { id } }";

        assertThat(data(get(hospital.asClinicB(), "", query)).has("PatientList"))
                .isFalse();
        assertThat(get(hospital.asClinicB(), "/Patient/" + patient, "{ id }").status())
                .isEqualTo(404);
    }

    @Test
    void the_audit_knows_what_was_asked_though_it_came_in_the_body() {
        var query = "{ PatientList(family: \"Nobody" + family + "\") { id } }";
        client.send("POST", "/$graphql", query, "Content-Type", "application/graphql");

        var events = client.search("AuditEvent?_sort=-date&_count=5");

        assertThat(events.getEntry().stream()
                        .map(each -> (AuditEvent) each.getResource())
                        .flatMap(event -> event.getEntity().stream())
                        .map(entity -> Objects.requireNonNullElse(entity.getQuery(), new byte[0]))
                        .map(line -> new String(line, StandardCharsets.UTF_8)))
                .anySatisfy(line -> assertThat(line).contains("Nobody" + family));
    }

    @Test
    void the_audit_knows_whose_records_were_seen() {
        get("", "{ ObservationList(patient: \"Patient/" + patient + "\") { id } }");

        var seen = client.search("AuditEvent?patient=Patient/" + patient + "&_count=50");

        assertThat(seen.getEntry().stream()
                        .map(Bundle.BundleEntryComponent::getResource)
                        .map(AuditEvent.class::cast)
                        .flatMap(event -> event.getEntity().stream())
                        .flatMap(entity -> Stream.of(new String(
                                Objects.requireNonNullElse(entity.getQuery(), new byte[0]), StandardCharsets.UTF_8))))
                .anySatisfy(line -> assertThat(line).contains("$graphql"));
    }

    private Answer get(String path, String query) {
        return get(client, path, query);
    }

    private static Answer get(FhirClient client, String path, String query) {
        return client.get(path + "/$graphql?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    private static JsonNode data(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        try {
            return JSON.readTree(answer.body()).path("data");
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
