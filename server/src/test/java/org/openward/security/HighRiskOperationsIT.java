package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.security.roles.OperationNeeds;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** What can do much harm is done by people who showed a second factor. */
@HospitalTest
class HighRiskOperationsIT {
    private static final Map<String, String> ADDRESSES = Map.ofEntries(
            Map.entry("Patient-erase", "/Patient/none/$erase"),
            Map.entry("Patient-hapi.fhir.undo-merge", "/Patient/$hapi.fhir.undo-merge"),
            Map.entry("Patient-invite", "/Patient/none/$invite"),
            Map.entry("Patient-merge", "/Patient/$merge"),
            Map.entry("Practitioner-deactivate", "/Practitioner/none/$deactivate"),
            Map.entry("Practitioner-invite", "/Practitioner/$invite"),
            Map.entry("Practitioner-reset-password", "/Practitioner/none/$reset-password"),
            Map.entry("Practitioner-set-roles", "/Practitioner/none/$set-roles"),
            Map.entry("RelatedPerson-invite", "/RelatedPerson/none/$invite"),
            Map.entry("Task-approve", "/Task/none/$approve"),
            Map.entry("provision-tenant", "/$provision-tenant"),
            Map.entry("resume-tenant", "/$resume-tenant"),
            Map.entry("rotate-signing-key", "/$rotate-signing-key"),
            Map.entry("suspend-tenant", "/$suspend-tenant"));

    private final Hospital hospital;

    HighRiskOperationsIT(Hospital hospital) {
        this.hospital = hospital;
    }

    static List<String> addresses() {
        return ADDRESSES.values().stream().sorted().toList();
    }

    private FhirClient administrator(Map<String, Object> assurance) {
        return hospital.inRoles(List.of("ADM"), "Practitioner/none", assurance);
    }

    private static Answer call(FhirClient who, String address) {
        return who.post(
                address, new Parameters(), "Idempotency-Key", UUID.randomUUID().toString());
    }

    @Test
    void those_are_the_operations_that_the_policy_names() {
        var asking = OperationNeeds.read().own().entrySet().stream()
                .filter(row -> row.getValue().containsKey(OperationNeeds.ASSURANCE))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());

        assertThat(ADDRESSES.keySet()).isEqualTo(asking);
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void a_password_alone_does_not_open_them(String address) {
        for (var assurance : List.of(Map.<String, Object>of(), Map.<String, Object>of("acr", "aal1"))) {
            var refused = call(administrator(assurance), address);

            assertThat(refused.status()).as(refused.body()).isEqualTo(403);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("insufficient_user_authentication", "acr_values=\"aal2\"");
        }
    }

    @Test
    void a_second_factor_does() {
        var sure = administrator(Map.of("acr", "aal2"));

        for (var address : List.of("/$suspend-tenant", "/Task/none/$approve")) {
            assertThat(call(sure, address).status()).as(address).isNotIn(401, 403, 500);
        }
    }
}
