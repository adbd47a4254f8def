package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EntranceTest {
    private final Gate gate = new Gate();

    @Test
    void the_holder_of_a_token_acts_in_the_tenant_of_the_url() {
        var token = gate.token("demo", "demo-secret", "system/Patient.rs");

        var inside = gate.get("/fhir/Patient", "Authorization", Gate.bearer(token), "X-Request-Id", "visit-0001");

        assertThat(inside.status()).isEqualTo(200);
        assertThat(inside.text("tenant")).isEqualTo("default");
        assertThat(inside.text("kind")).isEqualTo("CLIENT");
        assertThat(inside.text("subject")).isEqualTo("demo");
        assertThat(inside.text("requestId")).isEqualTo("visit-0001");
        assertThat(inside.headers().allValues("X-Request-Id")).containsExactly("visit-0001");
    }

    @Test
    void without_a_token_nobody_enters() {
        var refused = gate.get("/fhir/Patient");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("resourceType")).isEqualTo("OperationOutcome");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    }

    @Test
    void rubbish_for_a_token_is_refused() {
        var refused = gate.get("/fhir/Patient", "Authorization", "Bearer rubbish");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("resourceType")).isEqualTo("OperationOutcome");
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("invalid_token");
    }

    @Test
    void a_token_does_not_open_another_tenant_whether_it_exists_or_not() {
        var token = gate.token("demo", "demo-secret", "system/Patient.rs");

        var refused = gate.get("/fhir/clinic-nowhere/Patient", "Authorization", Gate.bearer(token));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("resourceType")).isEqualTo("OperationOutcome");
    }

    @Test
    void a_tenant_that_does_not_exist_is_not_found_by_those_who_might_enter() {
        var token = gate.token("demo", "demo-secret", "system/Patient.rs");

        var absent = gate.get("/fhir/clinic-x/Patient", "Authorization", Gate.bearer(token));

        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.text("resourceType")).isEqualTo("OperationOutcome");
    }

    @Test
    void partitions_are_closed_to_clients() {
        var token = gate.token("demo", "demo-secret", "system/*.cruds");

        assertThat(gate.get("/fhir/_ALL/Patient", "Authorization", Gate.bearer(token))
                        .status())
                .isEqualTo(403);
        assertThat(gate.get("/fhir/DEFAULT/Patient", "Authorization", Gate.bearer(token))
                        .status())
                .isEqualTo(403);
        assertThat(gate.get("/fhir/Patient", "Authorization", Gate.bearer(token), "X-Request-Partition-IDs", "1")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void the_capability_statement_is_open_to_everybody() {
        var open = gate.get("/fhir/metadata");

        assertThat(open.status()).isEqualTo(200);
        assertThat(open.text("subject")).isEqualTo("anonymous");
    }

    @Test
    void metrics_and_unknown_paths_are_closed() {
        assertThat(gate.get("/actuator/prometheus").status()).isEqualTo(401);
        assertThat(gate.get("/anything").status()).isEqualTo(401);
    }
}
