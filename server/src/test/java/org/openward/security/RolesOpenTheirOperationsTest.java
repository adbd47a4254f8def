package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.identity.accounts.Roles;
import org.openward.security.roles.RoleHolder;
import org.openward.security.roles.RoleRights;

/** Who was given a role gets tokens that open all that the matrix gives to the role: both follow from one file. */
class RolesOpenTheirOperationsTest {
    private final OperationPolicy operations = OperationPolicy.read();
    private final RoleRights rights = RoleRights.read();

    static Stream<String> roles() {
        return Roles.OF_STAFF.stream();
    }

    private static Grant widest(RoleRights rights, String role) {
        return new Grant(
                rights.scopes(List.of(role)).stream()
                        .map(scope -> SmartScope.parse(scope).orElseThrow())
                        .toList(),
                Set.copyOf(rights.permissions(List.of(role))),
                Set.of("default"),
                Optional.empty(),
                "aal2",
                Optional.of(new RoleHolder(Set.of(role), "Practitioner/1", null)),
                Oneself.UNKNOWN);
    }

    private static Set<String> touched(Grant grant, Interaction interaction) {
        return grant.scopes().stream()
                .filter(scope -> scope.interactions().contains(interaction))
                .map(SmartScope::type)
                .collect(Collectors.toSet());
    }

    private boolean opens(String role, String operation) {
        var grant = widest(rights, role);
        var typed = operation.matches("[A-Z].*-.*");
        var type = typed ? operation.substring(0, operation.indexOf('-')) : "*";
        var code = typed ? operation.substring(operation.indexOf('-') + 1) : operation;
        return operations
                .find(type, code)
                .orElseThrow()
                .isGrantedBy(grant, type, (person, interaction) -> touched(grant, interaction));
    }

    @ParameterizedTest
    @MethodSource("roles")
    void the_widest_token_of_a_role_opens_each_operation_of_the_role(String role) {
        var own = rights.permissions(List.of(role)).stream()
                .filter(permission -> permission.startsWith("operation/"))
                .map(permission -> permission.substring("operation/".length()));

        assertThat(own).allMatch(operation -> opens(role, operation));
    }

    @Test
    void administrators_have_the_newest_operations_too() {
        assertThat(Stream.of("Task-approve", "provision-tenant", "Patient-merge", "Endpoint-resend"))
                .allMatch(operation -> opens("ADM", operation))
                .noneMatch(operation -> opens("DOC", operation));
    }
}
