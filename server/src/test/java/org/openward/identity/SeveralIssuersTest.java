package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class SeveralIssuersTest {
    private static ConfigurableApplicationContext hospital;

    @BeforeAll
    static void a_hospital_that_trusts_its_own_tokens_and_another_servers() {
        hospital = SpringApplication.run(
                GateServer.class,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--openward.outbound.allow=127.0.0.1",
                "--openward.perimeter.unlimited=127.0.0.1/32",
                "--openward.security.issuers.group.issuer=" + Gate.root(),
                "--openward.security.issuers.group.audience=" + Gate.root() + "/fhir",
                "--openward.security.issuers.group.scopes=system/Patient.rs",
                "--openward.security.issuers.group.tenant=default",
                "--openward.security.issuers.silent.issuer=http://127.0.0.1:9/silent",
                "--openward.security.issuers.silent.audience=demo",
                "--openward.security.issuers.silent.scopes=system/Patient.rs",
                "--openward.security.issuers.silent.tenant=default",
                "--openward.security.clients.demo.secret=demo-secret",
                "--openward.security.clients.demo.scopes=system/*.cruds",
                "--openward.security.clients.demo.permissions=operation/*",
                "--openward.security.clients.demo.tenants=default,clinic-x");
    }

    @AfterAll
    static void no_more() {
        hospital.close();
    }

    private static URI root() {
        return URI.create("http://127.0.0.1:" + hospital.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String authorization)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        request.timeout(Duration.ofSeconds(20))
                                .header("Authorization", authorization)
                                .build(),
                        BodyHandlers.ofString());
    }

    private static HttpResponse<String> enter(String authorization) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(root().resolve("/fhir/Patient")), authorization);
    }

    @Test
    void both_kinds_of_tokens_open_the_door_under_different_names() throws IOException, InterruptedException {
        var ofTheGroup = new Gate().token("demo", "demo-secret", "system/Patient.rs");
        var own = send(
                HttpRequest.newBuilder(root().resolve("/oauth2/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("grant_type=client_credentials&scope=system/Patient.rs")),
                Gate.basic("demo", "demo-secret"));

        var stranger = enter(Gate.bearer(ofTheGroup));
        var friend = enter(Gate.bearer(new Gate.Reply(own.statusCode(), own.headers(), own.body())));

        assertThat(stranger.statusCode()).as(stranger.body()).isEqualTo(200);
        assertThat(stranger.body()).contains("\"subject\":\"group|demo\"").contains("\"kind\":\"CLIENT\"");
        assertThat(friend.statusCode()).as(friend.body()).isEqualTo(200);
        assertThat(friend.body()).contains("\"subject\":\"demo\"");
    }

    @Test
    void what_is_left_to_an_issuers_people_stands_as_long_as_the_issuer_is_trusted() {
        var register = hospital.getBean(StandingRights.Register.class);

        assertThat(register.stillGrants(grantOf("group|nurse"), TenantId.DEFAULT))
                .isTrue();
        assertThat(register.stillGrants(grantOf("former|nurse"), TenantId.DEFAULT))
                .isFalse();
        assertThat(register.stillGrants(grantOf("nurse-nobody-knows"), TenantId.DEFAULT))
                .isFalse();
    }

    private static KeptGrant grantOf(String subject) {
        return new KeptGrant(Caller.Kind.PERSON, subject, List.of("user/Patient.rs"), null);
    }

    @Test
    void a_token_of_an_issuer_that_does_not_answer_is_told_to_wait() throws IOException, InterruptedException {
        var token = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"iss\":\"http://127.0.0.1:9/silent\",\"sub\":\"x\"}"
                                .getBytes(StandardCharsets.UTF_8))
                + ".c2lnbmF0dXJl";

        var answer = enter("Bearer " + token);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("transient").doesNotContain("Exception");
    }
}
