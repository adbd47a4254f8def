package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientTokensTest {
    private final Gate gate = new Gate();

    @Test
    void a_program_with_its_secret_gets_a_token_for_an_hour() {
        var token = gate.token("demo", "demo-secret", "system/*.cruds");

        assertThat(token.status()).isEqualTo(200);
        assertThat(token.json().path("expires_in").asInt()).isBetween(3590, 3600);
        assertThat(token.claims().path("scope").asText()).isEqualTo("system/*.cruds");
        assertThat(token.claims().path("tenants"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("default", "clinic-x");
    }

    @Test
    void the_secret_may_stand_in_the_form() {
        var token = gate.post(
                "/oauth2/token",
                Map.of(
                        "grant_type", "client_credentials",
                        "client_id", "demo",
                        "client_secret", "demo-secret",
                        "scope", "system/Patient.rs"));

        assertThat(token.status()).isEqualTo(200);
        assertThat(token.claims().path("scope").asText()).isEqualTo("system/Patient.rs");
    }

    @Test
    void a_wrong_secret_gets_nothing() {
        var refused = gate.token("demo", "guessed", "system/*.cruds");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("error")).isEqualTo("invalid_client");
    }

    @Test
    void a_narrower_scope_is_granted_as_it_was_asked() {
        var scopes = "system/Patient.rs system/Observation.rs?category=laboratory system/Encounter.read";

        var token = gate.token("demo", "demo-secret", scopes);

        assertThat(token.claims().path("scope").asText().split(" ")).containsExactlyInAnyOrder(scopes.split(" "));
        assertThat(token.text("scope").split(" ")).containsExactlyInAnyOrder(scopes.split(" "));
    }

    @Test
    void a_wider_scope_is_refused() {
        assertThat(gate.token("laboratory", "laboratory-secret", "system/Observation.rs")
                        .text("error"))
                .isEqualTo("invalid_scope");
        assertThat(gate.token("laboratory", "laboratory-secret", "system/Patient.rs")
                        .text("error"))
                .isEqualTo("invalid_scope");
        assertThat(gate.token("demo", "demo-secret", "user/Patient.rs").text("error"))
                .isEqualTo("invalid_scope");
    }

    @Test
    void asking_for_nothing_gives_the_registered_scopes() {
        var token = gate.token("laboratory", "laboratory-secret", "");

        assertThat(token.claims().path("scope").asText().split(" "))
                .containsExactlyInAnyOrder("system/Observation.rs?category=laboratory", "system/Patient.r");
    }
}
