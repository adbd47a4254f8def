package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;

/** From what an app says of itself to the tokens that it gets, over HTTP. */
@HospitalTest
class RegisteringAppsIT {
    private static final int AT_ONCE = 16;
    private static final String CALLBACK = "http://127.0.0.1/growth";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Hospital hospital;

    RegisteringAppsIT(Hospital hospital) {
        this.hospital = hospital;
    }

    private record Reply(int status, JsonNode json) {
        String text(String member) {
            return json.path(member).asText();
        }
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
            return new Reply(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private Reply register(FhirClient by, Map<String, Object> metadata) {
        try {
            return send(HttpRequest.newBuilder(hospital.root().resolve("/oauth2/register"))
                    .header("Authorization", "Bearer " + by.token())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(metadata))));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Reply token(String form, String... headers) {
        var request = HttpRequest.newBuilder(hospital.root().resolve("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private static Map<String, Object> aProgram(Map<String, Object> more) {
        var metadata = new TreeMap<String, Object>(Map.of(
                "client_name", "Quality reports",
                "grant_types", List.of("client_credentials"),
                "scope", "system/Patient.rs",
                "token_endpoint_auth_method", "client_secret_basic",
                "software_id", "not looked at"));
        metadata.putAll(more);
        return metadata;
    }

    private static Map<String, Object> anApp(Map<String, Object> more) {
        var metadata = new TreeMap<String, Object>(Map.of(
                "client_name", "Growth charts",
                "grant_types", List.of("authorization_code", "refresh_token"),
                "redirect_uris", List.of(CALLBACK),
                "scope", "openid offline_access user/Patient.rs",
                "token_endpoint_auth_method", "none"));
        metadata.putAll(more);
        return metadata;
    }

    private static Answer decide(FhirClient who, Reply registered, String verb) {
        var task = registered.text("registration_task").replaceFirst(".*/Task/", "/Task/");
        return who.post(task + "/$" + verb, new Parameters(), "Idempotency-Key", "d-" + UUID.randomUUID());
    }

    private Answer approve(Reply registered) {
        return decide(hospital.asApprover("/fhir"), registered, "approve");
    }

    private static String basic(Reply registered) {
        return Gate.basic(registered.text("client_id"), registered.text("client_secret"));
    }

    private Reply tokenOfProgram(Reply registered) {
        return token("grant_type=client_credentials&scope=system/Patient.rs", "Authorization", basic(registered));
    }

    private int clients(Reply registered) {
        return hospital.part(JdbcClient.class)
                .sql("select count(*) from identity.oauth2_registered_client where client_id = ?")
                .param(registered.text("client_id"))
                .query(Integer.class)
                .single();
    }

    @Test
    void a_program_with_a_secret_gets_no_token_before_somebody_else_approved_it() {
        var registered = register(hospital.asDemo(), aProgram(Map.of()));

        assertThat(registered.status()).as(registered.json().toString()).isEqualTo(201);
        assertThat(registered.text("registration_state")).isEqualTo("pending");
        assertThat(registered.text("client_secret")).hasSizeGreaterThan(40);
        assertThat(tokenOfProgram(registered).status()).isEqualTo(401);
        assertThat(decide(hospital.asDemo(), registered, "approve").status()).isEqualTo(403);
        assertThat(decide(hospital.asFeedReader(), registered, "approve").status())
                .isEqualTo(403);
        assertThat(clients(registered)).isZero();

        var approved = approve(registered);

        assertThat(approved.status()).as(approved.body()).isEqualTo(200);
        assertThat(approved.body()).doesNotContain(registered.text("client_secret"), "{bcrypt}");
        var token = tokenOfProgram(registered);
        assertThat(token.status()).as(token.json().toString()).isEqualTo(200);
        var holder = hospital.withBearer(token.text("access_token"));
        assertThat(holder.get("/Patient?_count=1").status()).isEqualTo(200);
        assertThat(holder.get("/Observation?_count=1").status()).isEqualTo(403);
        assertThat(holder.at("/fhir/clinic-b").get("/Patient?_count=1").status())
                .isEqualTo(403);
    }

    @Test
    void a_program_with_a_key_proves_itself_by_it() throws JOSEException {
        var key = new RSAKeyGenerator(2048).keyID("k1").generate();
        var registered = register(
                hospital.asDemo(),
                aProgram(Map.of(
                        "token_endpoint_auth_method",
                        "private_key_jwt",
                        "jwks",
                        new JWKSet(key).toPublicJWKSet().toJSONObject())));
        assertThat(registered.status()).as(registered.json().toString()).isEqualTo(201);
        assertThat(registered.json().has("client_secret")).isFalse();
        assertThat(tokenByKey(registered, key).status()).isEqualTo(401);

        approve(registered);

        assertThat(tokenByKey(registered, key).status()).isEqualTo(200);
        var stranger = new RSAKeyGenerator(2048).keyID("k1").generate();
        assertThat(tokenByKey(registered, stranger).status()).isEqualTo(401);
    }

    @Test
    void a_program_may_publish_its_keys() throws Exception {
        var key = new RSAKeyGenerator(2048).keyID("k1").generate();
        var keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.createContext("/keys", exchange -> {
            var body = new JWKSet(key).toString(true).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        keys.start();
        try {
            var registered = register(
                    hospital.asDemo(),
                    aProgram(Map.of(
                            "token_endpoint_auth_method",
                            "private_key_jwt",
                            "jwks_uri",
                            "http://127.0.0.1:" + keys.getAddress().getPort() + "/keys")));
            approve(registered);

            var token = tokenByKey(registered, key);

            assertThat(token.status()).as(token.json().toString()).isEqualTo(200);
        } finally {
            keys.stop(0);
        }
    }

    private Reply tokenByKey(Reply registered, RSAKey key) throws JOSEException {
        var client = registered.text("client_id");
        var assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS384).keyID("k1").build(),
                new JWTClaimsSet.Builder()
                        .issuer(client)
                        .subject(client)
                        .audience(hospital.root() + "/oauth2/token")
                        .jwtID(UUID.randomUUID().toString())
                        .expirationTime(Date.from(Instant.now().plusSeconds(120)))
                        .build());
        assertion.sign(new RSASSASigner(key));
        return token("grant_type=client_credentials&scope=system/Patient.rs&client_assertion_type="
                + Gate.encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") + "&client_assertion="
                + assertion.serialize());
    }

    @Test
    void people_use_an_app_when_it_is_approved_and_they_allow_it() {
        var registered = register(hospital.asDemo(), anApp(Map.of()));
        var app = registered.text("client_id");
        var browser = StaffAccountsIT.signedIn(hospital, "nurse-" + UUID.randomUUID());
        var asked = Browser.authorize(app, CALLBACK, "offline_access user/Patient.rs");
        assertThat(browser.open(asked).status()).isIn(400, 401);

        approve(registered);
        var consent = browser.open(asked).location();
        var page = browser.open(consent.getPath() + "?" + consent.getRawQuery());
        var back = browser.allow(app, consent, "offline_access", "user/Patient.rs");
        var token = browser.exchange(app, CALLBACK, back.location());

        assertThat(page.body()).contains("Growth charts");
        assertThat(token.status()).as(token.body()).isEqualTo(200);
        assertThat(token.claims().path("permissions").size()).isZero();
        assertThat(browser.open(Browser.authorize(app, "http://127.0.0.1/other", "user/Patient.rs"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void an_app_that_is_taken_away_gets_no_tokens_and_loses_those_it_has() {
        var registered = register(hospital.asDemo(), aProgram(Map.of()));
        approve(registered);
        var token = tokenOfProgram(registered).text("access_token");
        var client = registered.text("client_id");

        assertThat(withdraw(hospital.asFeedReader(), client)).isEqualTo(403);
        assertThat(withdraw(hospital.asDemo(), client + "?tenant=clinic-b")).isEqualTo(403);
        assertThat(withdraw(hospital.asClinicB(), client + "?tenant=clinic-b")).isEqualTo(404);
        assertThat(withdraw(hospital.asDemo(), "demo-portal")).isEqualTo(404);
        assertThat(clients(registered)).isEqualTo(1);

        assertThat(withdraw(hospital.asDemo(), client)).isEqualTo(204);

        assertThat(withdraw(hospital.asDemo(), client)).isEqualTo(404);
        assertThat(clients(registered)).isZero();
        assertThat(tokenOfProgram(registered).status()).isEqualTo(401);
        // Not asked for before, so that no server remembers it.
        assertThat(hospital.withBearer(token).get("/Patient?_count=1").status()).isEqualTo(401);
        assertThat(hospital.asDemo().search("AuditEvent?subtype=110137&_sort=-date&_count=50").getEntry().stream()
                        .map(entry -> (AuditEvent) entry.getResource())
                        .flatMap(event -> event.getEntity().stream())
                        .filter(AuditEventEntityComponent::hasQuery)
                        .map(entity -> new String(entity.getQuery(), StandardCharsets.UTF_8)))
                .contains("Client " + client + " withdrawn");
    }

    @Test
    void an_app_of_several_tenants_is_taken_away_by_who_may_enter_all_of_them() {
        var client = "former-" + UUID.randomUUID();
        hospital.part(RegisteredClientRepository.class)
                .save(RegisteredClient.withId(client)
                        .clientId(client)
                        .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                        .clientSettings(ClientSettings.builder()
                                .setting(RegisteredClients.TENANTS, "clinic-b default")
                                .build())
                        .build());

        assertThat(withdraw(asSomebodyOf(List.of("default")), client)).isEqualTo(404);
        assertThat(withdraw(asSomebodyOf(List.of("default", "clinic-b")), client))
                .isEqualTo(204);

        assertThat(hospital.part(RegisteredClientRepository.class).findByClientId(client))
                .isNull();
    }

    private FhirClient asSomebodyOf(List<String> tenants) {
        return hospital.withClaims(
                "/fhir", Map.of("tenants", tenants, "permissions", List.of("registration/client"), "acr", "aal2"));
    }

    private int withdraw(FhirClient by, String client) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(hospital.root().resolve("/oauth2/register/" + client))
                                    .header("Authorization", "Bearer " + by.token())
                                    .DELETE()
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void a_rejected_app_fills_nobodys_quota() {
        var rejected = register(hospital.asDemo(), aProgram(Map.of()));
        assertThat(waiting(rejected)).isEqualTo(1);

        decide(hospital.asDemo(), rejected, "reject");

        assertThat(waiting(rejected)).isZero();
    }

    private int waiting(Reply registered) {
        return hospital.part(JdbcClient.class)
                .sql("select count(*) from identity.client_registration where client_id = ?")
                .param(registered.text("client_id"))
                .query(Integer.class)
                .single();
    }

    @Test
    void a_rejected_app_never_becomes_a_client() {
        var registered = register(hospital.asDemo(), aProgram(Map.of()));

        assertThat(decide(hospital.asApprover("/fhir"), registered, "reject").status())
                .isEqualTo(200);

        assertThat(approve(registered).status()).isEqualTo(409);
        assertThat(clients(registered)).isZero();
        assertThat(tokenOfProgram(registered).status()).isEqualTo(401);
    }

    @Test
    void of_sixteen_who_approve_at_once_one_makes_the_client() throws InterruptedException {
        var registered = register(hospital.asDemo(), aProgram(Map.of()));

        var answers = AtOnce.all(AT_ONCE, number -> () -> approve(registered).status());

        assertThat(answers.stream().flatMap(answer -> answer.result().stream()))
                .hasSize(AT_ONCE)
                .containsOnly(200, 409)
                .containsOnlyOnce(200);
        assertThat(clients(registered)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redirect_uris | http://app.example/done | invalid_redirect_uri",
                "redirect_uris | https://app.example/done#x | invalid_redirect_uri",
                "redirect_uris | javascript:alert(1) | invalid_redirect_uri",
                "scope | system/*.cruds | invalid_client_metadata",
                "scope | user/Nonsense | invalid_client_metadata",
                "client_name | '' | invalid_client_metadata",
                "token_endpoint_auth_method | private_key_jwt | invalid_client_metadata",
                "token_endpoint_auth_method | tls_client_auth | invalid_client_metadata",
                "grant_types | password | invalid_client_metadata",
                "grant_types | client_credentials | invalid_redirect_uri",
                "response_types | token | invalid_client_metadata",
                "permissions | approval/role-grant | invalid_client_metadata",
                "jwks_uri | https://app.example/keys | invalid_client_metadata"
            })
    void what_an_app_may_not_be_is_refused(String member, String value, String error) {
        Object said = member.matches("redirect_uris|grant_types|response_types|permissions") ? List.of(value) : value;

        var answer = register(hospital.asDemo(), anApp(Map.of(member, said)));

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/keys",
        "https://localhost/keys",
        "file:///etc/passwd"
    })
    void keys_are_not_fetched_from_inside(String address) {
        var answer = register(
                hospital.asDemo(),
                aProgram(Map.of("token_endpoint_auth_method", "private_key_jwt", "jwks_uri", address)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_client_metadata");
    }

    @Test
    void a_program_cannot_be_registered_wider_than_the_hospital_lets_it() {
        var wide = register(hospital.asDemo(), aProgram(Map.of("scope", "system/*.cruds")));
        var permitted = register(hospital.asDemo(), aProgram(Map.of("permissions", List.of("operation/Invoice-pay"))));

        assertThat(wide.status()).isEqualTo(400);
        assertThat(wide.text("error_description")).contains("wider");
        assertThat(permitted.status()).isEqualTo(400);
    }

    @Test
    void nobody_brings_an_app_along_without_the_right_to() {
        var nobody = send(HttpRequest.newBuilder(hospital.root().resolve("/oauth2/register"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
        var reader = register(hospital.asFeedReader(), aProgram(Map.of()));
        var elsewhere = register(hospital.asDemo(), aProgram(Map.of("tenant", "clinic-b")));

        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.text("error")).isEqualTo("invalid_token");
        assertThat(reader.status()).isEqualTo(403);
        assertThat(elsewhere.status()).isEqualTo(403);
    }

    @Test
    void a_person_brings_an_app_along_and_takes_it_away_with_a_second_factor() {
        var unsure = register(aPerson("aal1"), aProgram(Map.of()));
        var registered = register(aPerson("aal2"), aProgram(Map.of()));
        approve(registered);
        var client = registered.text("client_id");

        assertThat(unsure.status()).as(unsure.json().toString()).isEqualTo(403);
        assertThat(unsure.text("error")).isEqualTo("insufficient_user_authentication");
        assertThat(registered.status()).as(registered.json().toString()).isEqualTo(201);
        assertThat(withdraw(aPerson("aal1"), client)).isEqualTo(403);
        assertThat(clients(registered)).isEqualTo(1);
        assertThat(withdraw(aPerson("aal2"), client)).isEqualTo(204);
    }

    @Test
    void support_takes_back_the_app_that_it_brought_along_and_nobody_elses() {
        var asked = inSupport();
        var colleague = inSupport();

        var registered = register(asked, aProgram(Map.of()));

        assertThat(registered.status()).as(registered.json().toString()).isEqualTo(201);
        assertThat(decide(colleague, registered, "reject").status()).isIn(403, 404);
        assertThat(decide(asked, registered, "approve").status()).isEqualTo(403);
        var withdrawn = decide(asked, registered, "reject");
        assertThat(withdrawn.status()).as(withdrawn.body()).isEqualTo(200);
        assertThat(approve(registered).status()).isEqualTo(409);
        assertThat(clients(registered)).isZero();
    }

    private FhirClient inSupport() {
        var practitioner = "Practitioner/"
                + hospital.asDemo().create(new Practitioner()).getIdElement().getIdPart();
        return hospital.inRoles(
                List.of("SPT"),
                practitioner,
                Map.of("acr", "aal2", "permissions", List.of("registration/client", "operation/Task-reject")));
    }

    private FhirClient aPerson(String level) {
        return hospital.withClaims(
                "/fhir", Map.of("sub", "operator", "acr", level, "permissions", List.of("registration/client")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]", "{", "{\"client_name\": 7}", "{\"scope\":\"a\",\"scope\":\"b\"}"})
    void what_cannot_be_read_is_refused(String body) {
        var answer = send(HttpRequest.newBuilder(hospital.root().resolve("/oauth2/register"))
                .header("Authorization", "Bearer " + hospital.asDemo().token())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void apps_find_the_address_in_the_smart_configuration() {
        var smart = send(HttpRequest.newBuilder(hospital.root().resolve("/fhir/.well-known/smart-configuration")));
        var openId = send(HttpRequest.newBuilder(hospital.root().resolve("/.well-known/openid-configuration")));

        assertThat(smart.text("registration_endpoint")).isEqualTo(hospital.root() + "/oauth2/register");
        assertThat(openId.text("registration_endpoint")).isEqualTo(hospital.root() + "/oauth2/register");
    }

    @Test
    void what_was_asked_and_decided_is_in_the_audit() {
        var registered = register(hospital.asDemo(), aProgram(Map.of()));
        approve(registered);

        var task = registered.text("registration_task").replaceFirst(".*/Task/", "Task/");
        for (var deed : List.of("propose", "approve")) {
            assertThat(hospital.asDemo()
                            .search("AuditEvent?subtype=" + deed + "&entity=" + task)
                            .getEntry())
                    .as(deed)
                    .isNotEmpty();
        }
    }
}
