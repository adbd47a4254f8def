package org.openward.security.roles;

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
import org.openward.identity.accounts.Roles;
import org.openward.security.ScopePolicy;
import org.yaml.snakeyaml.Yaml;

class RoleRightsTest {
    private final RoleRights rights = RoleRights.read();

    static Stream<String> roles() {
        return Roles.OF_STAFF.stream();
    }

    @ParameterizedTest
    @MethodSource("roles")
    void a_role_has_scopes_that_are_scopes_and_deletes_no_records_of_patients_or_money(String role) {
        var scopes = rights.scopes(List.of(role));

        assertThat(scopes).isNotEmpty().allSatisfy(scope -> {
            assertThatCode(() -> ScopePolicy.checkRegistrable(scope)).doesNotThrowAnyException();
            assertThat(FhirContext.forR4Cached().getResourceTypes())
                    .contains(scope.substring("user/".length(), scope.indexOf('.')));
            assertThat(scope).doesNotContain("*");
        });
        assertThat(scopes).filteredOn(scope -> scope.endsWith("ds")).allSatisfy(scope -> assertThat(
                        RolePolicy.read().groups(scope.substring("user/".length(), scope.indexOf('.'))))
                .allMatch(Group::definitional));
    }

    @ParameterizedTest
    @MethodSource("roles")
    void a_role_calls_only_operations_that_there_are(String role) throws IOException {
        Map<String, Map<String, Object>> policy;
        try (var file = RoleRightsTest.class.getResourceAsStream("/security/operations.yaml")) {
            policy = new Yaml().load(file);
        }

        var permissions = rights.permissions(List.of(role));

        assertThat(policy.getOrDefault("own", Map.of()).keySet().stream().map(name -> "operation/" + name))
                .containsAll(permissions.stream()
                        .filter(permission -> permission.startsWith("operation/"))
                        .toList());
        assertThat(permissions)
                .allMatch(permission -> permission.matches("(operation|approval|privacy|registration)/[^*]+"));
    }

    @ParameterizedTest
    @MethodSource("roles")
    void nobody_is_granted_an_operation_that_is_still_to_come(String role) {
        var later = new PolicyFile().later(role);

        assertThat(rights.permissions(List.of(role)))
                .noneMatch(permission -> later.contains(permission.replace("operation/", "")));
    }

    @Test
    void only_administrators_give_roles() {
        var givers =
                roles().filter(role -> rights.permissions(List.of(role)).contains("operation/Practitioner-set-roles"));

        assertThat(givers).containsExactly("ADM");
    }

    @Test
    void only_administrators_approve() {
        var approvers = roles().filter(role ->
                rights.permissions(List.of(role)).stream().anyMatch(permission -> permission.startsWith("approval/")));

        assertThat(approvers).containsExactly("ADM");
    }

    @Test
    void a_token_is_as_wide_as_the_matrix_and_not_wider() {
        assertThat(rights.scopes(List.of("SUP")))
                .as("its records, and what the operations of everybody ask for")
                .containsExactly(
                        "user/CodeSystem.r",
                        "user/ConceptMap.r",
                        "user/RequestGroup.rs",
                        "user/StructureDefinition.r",
                        "user/SupplyDelivery.rs",
                        "user/SupplyRequest.rs",
                        "user/ValueSet.r");
        assertThat(rights.scopes(List.of("NUR"))).contains("user/Patient.rs", "user/Observation.crus");
        assertThat(rights.permissions(List.of("NUR")))
                .containsExactly("operation/Patient-break-glass", "operation/smart-launch");
    }

    @Test
    void doctors_and_nurses_see_no_money() {
        assertThat(rights.scopes(List.of("DOC", "NUR")))
                .noneMatch(scope -> scope.matches("user/(Invoice|ChargeItem|Account|Payment.*|Claim.*)\\..*"));
    }

    @Test
    void somebody_without_roles_has_no_rights() {
        assertThat(rights.scopes(List.of())).isEmpty();
        assertThat(rights.permissions(List.of())).isEmpty();
    }
}
