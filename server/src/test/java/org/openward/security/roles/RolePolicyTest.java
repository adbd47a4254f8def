package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
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

    private static void read(String file) {
        RolePolicy.read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
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
