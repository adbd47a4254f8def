package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RolePolicyTest {
    private final RolePolicy policy = RolePolicy.read();

    @Test
    void the_policy_names_the_roles_of_the_hospital() {
        assertThat(policy.roles())
                .containsExactlyInAnyOrder(
                        "ADM", "DOC", "NUR", "LAB", "PHA", "REC", "BIL", "RAD", "RGR", "INV", "FAC", "HR", "PAT", "CGV",
                        "SUP", "SPT", "AUD", "DEV");
        assertThat(FhirContext.forR4Cached().getResourceTypes()).containsAll(policy.types());
    }

    @Test
    void nobody_deletes_records_of_patients_or_money() {
        for (var type : policy.types()) {
            policy.rules(policy.roles(), type, Deed.REMOVE)
                    .forEach(rule ->
                            assertThat(rule.group().definitional()).as(type).isTrue());
        }
    }

    @Test
    void money_is_closed_to_those_who_treat() {
        for (var type : List.of("Invoice", "ChargeItem", "Account", "PaymentReconciliation", "Claim")) {
            for (var deed : Deed.values()) {
                assertThat(policy.rules(Set.of("DOC", "NUR", "LAB", "PHA", "REC", "RAD", "RGR"), type, deed))
                        .as(type)
                        .isEmpty();
            }
        }
    }

    @Test
    void each_operation_of_a_role_is_there_or_said_to_come_and_never_both() {
        var file = new PolicyFile();
        var needs = OperationNeeds.read();
        var there = Stream.of(needs.own(), needs.standard())
                .flatMap(rows -> rows.keySet().stream())
                .collect(Collectors.toSet());

        assertThat(file.ofEverybody()).isSubsetOf(there);
        for (var role : file.roles()) {
            assertThat(file.named(role)).as(role).isSubsetOf(there);
            assertThat(file.later(role))
                    .as("to come for %s: what has arrived belongs under operations", role)
                    .noneMatch(there::contains)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void an_operation_to_come_is_named_as_it_will_be_called() {
        var file = new PolicyFile();
        var types = FhirContext.forR4Cached().getResourceTypes();

        assertThat(file.roles().stream().flatMap(role -> file.later(role).stream()))
                .hasSizeGreaterThan(100)
                .allMatch(name -> name.matches("[a-z]+(-[a-z]+)+")
                        || (name.matches("[A-Z][A-Za-z]+(-[a-z]+)+")
                                && types.contains(name.substring(0, name.indexOf('-')))));
    }

    @Test
    void an_operation_to_come_is_the_roles_once_it_is_there() {
        var arriving = read("{groups: {}, everybody: [], roles: {X: {later: [Bed-make]}, Y: {operations: []}}}");

        assertThat(arriving.mayCall(Set.of("X"), Set.of("make", "Bed-make"))).isTrue();
        assertThat(arriving.mayCall(Set.of("Y"), Set.of("make", "Bed-make"))).isFalse();
    }

    private static RolePolicy read(String file) {
        return RolePolicy.read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_policy_that_leaves_something_unclear_is_not_read() {
        assertThatThrownBy(() -> read("{groups: {a: {types: [Patient], when: gender=male}}, everybody: []}"))
                .hasMessageContaining("leave something out");
        assertThatThrownBy(
                        () -> read("{groups: {a: {types: [Patient]}}, everybody: [], roles: {X: {records: {a: D}}}}"))
                .hasMessageContaining("deletes");
        assertThatThrownBy(() ->
                        read("{groups: {a: {types: [Patient]}}, everybody: [], roles: {X: {records: {a: R m9}}}}"))
                .hasMessageContaining("m9");
        assertThatThrownBy(() -> read("{groups: {}, everybody: [], roles: {X: {records: {b: R}}}}"))
                .hasMessageContaining("No group b");
    }
}
