package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

class ExternalIssuerTest {
    private static ConfigurableApplicationContext hospital;

    @BeforeAll
    static void a_hospital_that_trusts_another_servers_tokens() {
        hospital = SpringApplication.run(
                GateServer.class,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--openward.outbound.allow=127.0.0.1",
                "--openward.security.issuer=" + Gate.root(),
                "--openward.security.audience=" + Gate.root() + "/fhir");
    }

    @AfterAll
    static void no_more() {
        hospital.close();
    }

    private static HttpResponse<String> send(String method, String path, String authorization)
            throws IOException, InterruptedException {
        var port = hospital.getEnvironment().getRequiredProperty("local.server.port");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .timeout(Duration.ofSeconds(20))
                                .header("Authorization", authorization)
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void the_issuers_token_opens_the_door() throws IOException, InterruptedException {
        var token = new Gate().token("demo", "demo-secret", "system/Patient.rs");

        var inside = send("GET", "/fhir/Patient", Gate.bearer(token));

        assertThat(inside.statusCode()).isEqualTo(200);
        assertThat(inside.body()).contains("\"subject\":\"demo\"");
    }

    @Test
    void a_token_that_the_issuer_made_for_another_server_opens_nothing() throws IOException, InterruptedException {
        assertThat(send("GET", "/fhir/Patient", "Bearer " + signedFor(Gate.root() + "/fhir"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("GET", "/fhir/Patient", "Bearer " + signedFor("https://elsewhere.example/fhir"))
                        .statusCode())
                .isEqualTo(401);
    }

    private static String signedFor(String audience) {
        @SuppressWarnings("unchecked") // the server has one key source
        JWKSource<SecurityContext> keys = Gate.server().getBean(JWKSource.class);
        var now = Instant.now();
        var encoder = new NimbusJwtEncoder(keys);
        encoder.setJwkSelector(known -> known.get(0));
        return encoder.encode(JwtEncoderParameters.from(JwtClaimsSet.builder()
                        .issuer(Gate.root().toString())
                        .audience(List.of(audience))
                        .subject("demo")
                        .issuedAt(now)
                        .expiresAt(now.plusSeconds(300))
                        .claim("client_id", "demo")
                        .claim("scope", "system/Patient.rs")
                        .claim("tenants", List.of("default"))
                        .build()))
                .getTokenValue();
    }

    @Test
    void the_hospital_issues_no_tokens_of_its_own() throws IOException, InterruptedException {
        var refused = send("POST", "/oauth2/token", Gate.basic("demo", "demo-secret"));

        assertThat(refused.statusCode()).isIn(401, 403, 404);
    }

    @Test
    void the_smart_configuration_points_to_the_issuer() throws IOException, InterruptedException {
        var answer = send("GET", "/fhir/.well-known/smart-configuration", Gate.basic("nobody", "nothing"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"token_endpoint\":\"" + Gate.root() + "/oauth2/token\"");
    }
}
