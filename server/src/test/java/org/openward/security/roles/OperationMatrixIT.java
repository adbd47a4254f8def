package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Definitions;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.yaml.snakeyaml.Yaml;

/** Every role and every operation that the policy has a row for: who may not call it is refused, and who may is not. */
@HospitalTest
class OperationMatrixIT {
    private static final String EMPTY = "{\"resourceType\":\"Parameters\"}";
    private static final int ONE_OF = 7;

    /** What is called of the standard's operations, about what is not there. */
    private static final Map<String, String> STANDARD = Map.ofEntries(
            Map.entry("bulk-file", "GET /$bulk-file?job=none"),
            Map.entry("bulk-status", "GET /$bulk-status?job=none"),
            Map.entry("diff", "GET /Patient/no-such/$diff"),
            Map.entry("docref", "GET /DocumentReference/$docref?patient=no-such"),
            Map.entry("document", "GET /Composition/no-such/$document"),
            Map.entry("events", "GET /Subscription/no-such/$events"),
            Map.entry("everything", "GET /Patient/no-such/$everything"),
            Map.entry("expand", "GET /ValueSet/$expand?url=urn:none"),
            Map.entry("export", "GET /$export?_type=NoSuchType"),
            Map.entry("find-matches", "POST /CodeSystem/$find-matches"),
            Map.entry("get-ws-binding-token", "POST /Subscription/$get-ws-binding-token"),
            Map.entry("graphql", "GET /$graphql?query=none"),
            Map.entry("import", "POST /$import"),
            Map.entry("lastn", "GET /Observation/$lastn?patient=no-such"),
            Map.entry("lookup", "GET /CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=male"),
            Map.entry("meta", "GET /Patient/no-such/$meta"),
            Map.entry("meta-add", "POST /Patient/no-such/$meta-add"),
            Map.entry("meta-delete", "POST /Patient/no-such/$meta-delete"),
            Map.entry("snapshot", "POST /StructureDefinition/$snapshot"),
            Map.entry("status", "GET /Subscription/$status"),
            Map.entry("subsumes", "GET /CodeSystem/$subsumes?system=urn:none&codeA=a&codeB=b"),
            Map.entry("summary", "GET /Patient/no-such/$summary"),
            Map.entry("translate", "GET /ConceptMap/$translate?system=urn:none&code=x"),
            Map.entry("validate", "POST /Patient/$validate"),
            Map.entry("validate-code", "GET /ValueSet/$validate-code?url=urn:none&system=urn:none&code=x"));

    /** Told to the patient himself about himself, which is another refusal than that of the role. */
    private static final List<String> OF_ONESELF = List.of("PAT Patient-access-report", "CGV Patient-access-report");

    private final PolicyFile policy = new PolicyFile();
    private final List<String> wrong = new ArrayList<>();
    private int cells;

    @Test
    void a_sample_of_the_operations_is_open_to_whom_the_policy_says(Hospital hospital) throws IOException {
        walk(hospital, ONE_OF);
    }

    @FullRun
    @Test
    void every_operation_is_open_to_whom_the_policy_says(Hospital hospital) throws IOException {
        walk(hospital, 1);
    }

    private void walk(Hospital hospital, int oneOf) throws IOException {
        var requests = requests();
        for (var role : policy.roles()) {
            var client = hospital.inRoles(List.of(role), "Practitioner/matrix", Map.of("acr", "aal2"));
            requests.forEach((operation, request) -> {
                if (cells++ % oneOf == 0) {
                    ask(client, role, operation, request);
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    private void ask(FhirClient client, String role, String operation, String request) {
        var parts = request.split(" ", 2);
        var answer = client.send(
                parts[0],
                parts[1],
                parts[0].equals("POST") ? EMPTY : null,
                "Idempotency-Key",
                UUID.randomUUID().toString());
        var open = policy.operations(role).contains(operation);
        var refused = answer.status() == 403;
        if (answer.status() >= 500 || (open == refused && !OF_ONESELF.contains(role + " " + operation))) {
            wrong.add("%s %s %s: %s".formatted(role, open ? "may" : "may not", request, answer));
        }
    }

    /** Of each row, by the name that roles have it by. */
    private static Map<String, String> requests() throws IOException {
        Map<String, Map<String, Object>> rows;
        try (var file = OperationMatrixIT.class.getResourceAsStream("/security/operations.yaml")) {
            rows = new Yaml().load(file);
        }
        var requests = new TreeMap<String, String>();
        new Definitions(FhirContext.forR4Cached())
                .operations()
                .forEach(operation -> requests.put(operation.getIdPart(), "POST " + path(operation)));
        requests.putAll(STANDARD);
        var named = new ArrayList<String>();
        List.of("own", "standard")
                .forEach(part -> named.addAll(rows.getOrDefault(part, Map.of()).keySet()));
        assertThat(requests.keySet()).containsExactlyInAnyOrderElementsOf(named);
        return requests;
    }

    private static String path(OperationDefinition operation) {
        var code = "/$" + operation.getCode();
        if (operation.getSystem()) {
            return code;
        }
        var type = "/" + operation.getResource().get(0).getCode();
        return operation.getInstance() ? type + "/no-such" + code : type + code;
    }
}
