package org.openward.identity.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.security.ScopePolicy;
import org.yaml.snakeyaml.Yaml;

class RoleRightsTest {
    private final RoleRights rights = RoleRights.read();

    static Stream<String> roles() {
        return Roles.OF_STAFF.stream();
    }

    @ParameterizedTest
    @MethodSource("roles")
    void a_role_has_scopes_that_are_scopes_and_deletes_nothing(String role) {
        var scopes = rights.scopes(Roles.of(List.of(role)));

        assertThat(scopes).isNotEmpty().allSatisfy(scope -> {
            assertThatCode(() -> ScopePolicy.checkRegistrable(scope)).doesNotThrowAnyException();
            assertThat(FhirContext.forR4Cached().getResourceTypes())
                    .contains(scope.substring("user/".length(), scope.indexOf('.')));
            assertThat(scope.substring(scope.indexOf('.') + 1)).doesNotContain("d", "*");
        });
    }

    @ParameterizedTest
    @MethodSource("roles")
    void a_role_calls_only_operations_that_there_are(String role) throws IOException {
        Map<String, Map<String, Object>> policy;
        try (var file = RoleRightsTest.class.getResourceAsStream("/security/operations.yaml")) {
            policy = new Yaml().load(file);
        }

        var permissions = rights.permissions(Roles.of(List.of(role)));

        assertThat(policy.getOrDefault("own", Map.of()).keySet().stream().map(name -> "operation/" + name))
                .containsAll(permissions);
    }

    @Test
    void only_administrators_give_roles() {
        var givers = roles().filter(role ->
                rights.permissions(Roles.of(List.of(role))).contains("operation/Practitioner-set-roles"));

        assertThat(givers).containsExactly("ADM");
    }

    @Test
    void doctors_and_nurses_see_no_money() {
        assertThat(rights.scopes(Roles.of(List.of("DOC", "NUR"))))
                .noneMatch(scope -> scope.matches("user/(Invoice|ChargeItem|Account|Payment.*|Claim.*)\\..*"));
    }

    @Test
    void somebody_without_roles_has_no_rights() {
        assertThat(rights.scopes(Roles.of(List.of()))).isEmpty();
        assertThat(rights.permissions(Roles.of(List.of()))).isEmpty();
    }
}
