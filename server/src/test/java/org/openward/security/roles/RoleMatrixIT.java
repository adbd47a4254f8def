package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.junit.jupiter.api.Test;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Every cell of the matrix of roles, as its file says it, asked of the server. */
@HospitalTest
class RoleMatrixIT {
    /** The trail is searched and read; whoever asks for its history is told that there is none. */
    private static final String WITHOUT_VERSIONS = "AuditEvent";

    private static final int ONE_OF = 17;

    /** Of the types that the matrix does not name, which are closed to every role alike. */
    private static final int ONE_OF_THE_UNNAMED = 97;

    private static final Set<Integer> REFUSED = Set.of(403);

    /** Nobody writes the audit, which is said before anybody is asked who he is. */
    private static final Set<Integer> REFUSED_TO_ALL = Set.of(403, 405);

    private final PolicyFile policy = new PolicyFile();
    private final List<String> wrong = new ArrayList<>();
    private int cells;
    private int others;

    @Test
    void a_sample_of_the_cells_is_as_the_policy_says(Hospital hospital) {
        walk(hospital, ONE_OF, ONE_OF_THE_UNNAMED);
    }

    @FullRun
    @Test
    void every_cell_is_as_the_policy_says(Hospital hospital) {
        walk(hospital, 1, 1);
    }

    private void walk(Hospital hospital, int oneOf, int oneOfTheUnnamed) {
        var named = policy.types();
        var unnamed = served(hospital).filter(type -> !named.contains(type)).toList();
        assertThat(unnamed).contains("Bundle", "Group", "Immunization", "Subscription");
        for (var role : policy.roles()) {
            var client = hospital.inRole(role, "Practitioner/matrix");
            named.stream().filter(type -> cells++ % oneOf == 0).forEach(type -> ask(client, role, type));
            unnamed.stream().filter(type -> others++ % oneOfTheUnnamed == 0).forEach(type -> ask(client, role, type));
        }
        assertThat(wrong).isEmpty();
    }

    /** Every type that the server says it keeps records of. */
    private static Stream<String> served(Hospital hospital) {
        return hospital
                .anonymous()
                .get("/metadata")
                .resource(CapabilityStatement.class)
                .getRestFirstRep()
                .getResource()
                .stream()
                .map(CapabilityStatementRestResourceComponent::getType);
    }

    private void ask(FhirClient client, String role, String type) {
        var sees = !policy.rights(role, type, "R").isEmpty();
        expect(role, "search", type, client.get("/" + type + "?_count=1").status(), sees ? Set.of(200) : REFUSED);
        expect(role, "read", type, client.get("/" + type + "/no-such").status(), sees ? Set.of(404) : REFUSED);
        if (!type.equals(WITHOUT_VERSIONS)) {
            askForVersions(client, role, type, sees ? Set.of(404) : REFUSED);
        }
        var form = client.send(
                "POST", "/" + type + "/_search", "_count=1", "Content-Type", "application/x-www-form-urlencoded");
        expect(role, "search by form", type, form.status(), sees ? Set.of(200) : REFUSED);
        var body = "{\"resourceType\":\"" + type + "\"";
        if (policy.rights(role, type, "C").stream().allMatch(right -> right.matches(".* [atsdofn]( .*)?"))) {
            expect(
                    role,
                    "create",
                    type,
                    client.send("POST", "/" + type, body + "}").status(),
                    REFUSED_TO_ALL);
        }
        if (policy.rights(role, type, "U").isEmpty()) {
            var named = client.send("PUT", "/" + type + "/no-such", body + ",\"id\":\"no-such\"}");
            expect(role, "update", type, named.status(), REFUSED_TO_ALL);
            var found = client.send("PUT", "/" + type + "?_id=no-such", body + "}");
            expect(role, "conditional update", type, found.status(), REFUSED_TO_ALL);
            var patch =
                    client.send("PATCH", "/" + type + "/no-such", "[]", "Content-Type", "application/json-patch+json");
            expect(role, "patch", type, patch.status(), REFUSED_TO_ALL);
        }
        if (policy.rights(role, type, "D").isEmpty()) {
            expect(role, "delete", type, client.delete("/" + type + "/no-such").status(), REFUSED_TO_ALL);
            var found = client.delete("/" + type + "?_id=no-such");
            expect(role, "conditional delete", type, found.status(), REFUSED_TO_ALL);
        }
    }

    private void askForVersions(FhirClient client, String role, String type, Set<Integer> expected) {
        for (var way : List.of("/no-such/_history/1", "/no-such/_history")) {
            expect(role, "read" + way, type, client.get("/" + type + way).status(), expected);
        }
        expect(
                role,
                "history of the type",
                type,
                client.get("/" + type + "/_history?_count=1").status(),
                seesEvery(role, type) ? Set.of(200) : REFUSED);
    }

    /** A history tells of all records of the type, so it is for those who see them all, masked or not. */
    private boolean seesEvery(String role, String type) {
        var groups = policy.groupsOf(type);
        return !groups.isEmpty()
                && groups.stream().allMatch(group -> policy.rightsIn(role, group, "R").stream()
                        .anyMatch(right -> right.matches("[A-Z]+( m\\d)?")));
    }

    private void expect(String role, String deed, String type, int status, Set<Integer> expected) {
        if (!expected.contains(status)) {
            wrong.add("%s %s %s: %d instead of %s".formatted(role, deed, type, status, expected));
        }
    }
}
