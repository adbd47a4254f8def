package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class AnonymousIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fhir/metadata",
                "/fhir/clinic-b/metadata",
                "/fhir/.well-known/smart-configuration",
                "/fhir/clinic-b/.well-known/smart-configuration",
                "/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server",
                "/oauth2/jwks",
                "/actuator/health/liveness",
                "/actuator/health/readiness",
                "/login"
            })
    void is_open_to_everybody(String path, Hospital hospital) {
        var answer = hospital.anonymous().at("").get(path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fhir",
                "/fhir/Patient",
                "/fhir/Patient/1",
                "/fhir/clinic-b/Patient",
                "/fhir/_history",
                "/fhir/AuditEvent",
                "/fhir/Patient/1/$everything",
                "/fhir/metadata/Patient",
                "/fhir/_ALL/Patient"
            })
    void asks_for_a_token(String path, Hospital hospital) {
        var answer = hospital.anonymous().at("").get(path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(answer.outcome().getIssueFirstRep().getCode().toCode()).isEqualTo("login");
    }

    @Test
    void a_transaction_without_a_token_is_refused(Hospital hospital) {
        var answer = hospital.anonymous().send("POST", "", "{\"resourceType\":\"Bundle\",\"type\":\"transaction\"}");

        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void nothing_else_of_the_machine_room_is_served(Hospital hospital) {
        assertThat(hospital.anonymous().at("").get("/actuator/env").status()).isIn(401, 403, 404);
        assertThat(hospital.anonymous().at("").get("/actuator/heapdump").status())
                .isIn(401, 403, 404);
    }

    @Test
    void the_smart_configuration_tells_where_tokens_come_from(Hospital hospital) {
        var answer = hospital.anonymous().get("/.well-known/smart-configuration");

        assertThat(answer.body())
                .contains("\"token_endpoint\":\"" + hospital.root() + "/oauth2/token\"")
                .contains("\"authorization_endpoint\"")
                .contains("permission-v2")
                .contains("S256");
    }
}
