package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openward.testing.AtOnce;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

class PrivateKeyClientsTest {
    private static final String CLIENT = "backend-" + UUID.randomUUID();

    private static RSAKey key;
    private static HttpServer keys;

    private final Gate gate = new Gate();

    @BeforeAll
    static void a_client_that_publishes_its_key() throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var published = new JWKSet(key).toString(true).getBytes(StandardCharsets.UTF_8);
        keys.createContext("/jwks", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, published.length);
            exchange.getResponseBody().write(published);
            exchange.close();
        });
        keys.start();
        new RegisteredClients(Gate.server().getBean(RegisteredClientRepository.class))
                .provision(Map.of(
                        CLIENT,
                        new IssuerSettings.Client(
                                null,
                                "http://127.0.0.1:" + keys.getAddress().getPort() + "/jwks",
                                Set.of("client_credentials"),
                                Set.of(),
                                Set.of("system/*.rs"),
                                Set.of("default"),
                                Set.of(),
                                null,
                                false)));
    }

    @AfterAll
    static void no_more() {
        keys.stop(0);
    }

    private static String assertion(RSAKey signedWith, Instant expires) throws JOSEException {
        return assertion(CLIENT, signedWith, expires);
    }

    private static String assertion(String client, RSAKey signedWith, Instant expires) throws JOSEException {
        return assertion(client, signedWith, expires, Gate.root() + "/oauth2/token");
    }

    private static String assertion(String client, RSAKey signedWith, Instant expires, @Nullable String audience)
            throws JOSEException {
        var claims = new JWTClaimsSet.Builder()
                .issuer(client)
                .subject(client)
                .audience(audience)
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(expires))
                .build();
        var signed = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS384).keyID("k1").build(), claims);
        signed.sign(new RSASSASigner(signedWith));
        return signed.serialize();
    }

    private Gate.Reply token(String assertion) {
        return gate.post(
                "/oauth2/token",
                Map.of(
                        "grant_type", "client_credentials",
                        "scope", "system/Patient.rs",
                        "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion", assertion));
    }

    @Test
    void a_client_proves_itself_with_its_private_key() throws JOSEException {
        var token = token(assertion(key, Instant.now().plusSeconds(120)));

        assertThat(token.status()).as(token.body()).isEqualTo(200);
        assertThat(token.claims().path("scope").asText()).isEqualTo("system/Patient.rs");
    }

    @Test
    void an_assertion_is_good_for_one_token() throws JOSEException {
        var assertion = assertion(key, Instant.now().plusSeconds(120));

        var first = token(assertion);
        var second = token(assertion);

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(401);
    }

    @Test
    void somebody_elses_key_proves_nothing() throws JOSEException {
        var stranger = new RSAKeyGenerator(2048).keyID("k1").generate();

        assertThat(token(assertion(stranger, Instant.now().plusSeconds(120))).status())
                .isEqualTo(401);
    }

    @Test
    void an_assertion_for_somebody_else_is_refused() throws JOSEException {
        var soon = Instant.now().plusSeconds(120);

        for (var audience :
                new String[] {"https://elsewhere.example/oauth2/token", Gate.root() + "/fhir", CLIENT, null}) {
            assertThat(token(assertion(CLIENT, key, soon, audience)).status())
                    .as(audience)
                    .isEqualTo(401);
        }
    }

    @Test
    void an_assertion_that_lives_for_hours_is_refused() throws JOSEException {
        assertThat(token(assertion(key, Instant.now().plusSeconds(7200))).status())
                .isEqualTo(401);
    }

    @Test
    void of_sixteen_who_come_with_the_same_assertion_one_gets_a_token() throws Exception {
        var assertion = assertion(key, Instant.now().plusSeconds(120));
        token(assertion(key, Instant.now().plusSeconds(120)));

        var answers = AtOnce.all(16, number -> () -> token(assertion).status());

        assertThat(answers.stream().flatMap(answer -> answer.result().stream()))
                .hasSize(16)
                .containsOnly(200, 401)
                .containsOnlyOnce(200);
    }

    private static IssuerSettings.Client withKeys(String jwks) {
        return new IssuerSettings.Client(
                null,
                null,
                Set.of("client_credentials"),
                Set.of(),
                Set.of("system/*.rs"),
                Set.of("default"),
                Set.of(),
                jwks,
                false);
    }

    @Test
    void a_client_may_have_its_keys_in_the_settings() throws JOSEException {
        var client = "inline-" + UUID.randomUUID();
        var register = new RegisteredClients(Gate.server().getBean(RegisteredClientRepository.class));
        register.provision(Map.of(client, withKeys(new JWKSet(key).toString(true))));
        var good = token(assertion(client, key, Instant.now().plusSeconds(120)));
        var newKey = new RSAKeyGenerator(2048).keyID("k1").generate();

        register.provision(Map.of(client, withKeys(new JWKSet(newKey).toString(true))));

        assertThat(good.status()).as(good.body()).isEqualTo(200);
        assertThat(token(assertion(client, newKey, Instant.now().plusSeconds(120)))
                        .status())
                .isEqualTo(200);
        assertThat(token(assertion(client, key, Instant.now().plusSeconds(120))).status())
                .isEqualTo(401);
    }

    @Test
    void a_private_or_weak_key_or_none_is_refused_in_the_settings() throws JOSEException {
        var shared = "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}";
        var weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();

        for (var jwks : List.of(
                new JWKSet(key).toString(false), new JWKSet(weak).toString(true), shared, "{\"keys\":[]}", "no keys")) {
            assertThatThrownBy(() -> withKeys(jwks)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
