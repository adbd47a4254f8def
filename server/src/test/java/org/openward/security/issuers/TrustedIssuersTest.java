package org.openward.security.issuers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.security.Claims;
import org.openward.security.issuers.IssuersSettings.ClaimNames;
import org.openward.security.issuers.IssuersSettings.Issuer;
import org.openward.security.issuers.IssuersSettings.Role;
import org.openward.security.outbound.OutboundSettings;
import org.openward.security.outbound.OutgoingHttp;
import org.openward.tenancy.Caller;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

class TrustedIssuersTest {
    private static final String GROUP = "https://login.group.example/realms/staff";
    private static final String CLINIC = "https://clinic.example";
    private static final String HERE = "https://hospital.example/fhir";

    private static RSAKey first;
    private static RSAKey second;

    private final AtomicInteger looks = new AtomicInteger();
    private HttpServer keys;
    private volatile JWKSet published;
    private volatile int status = 200;

    @BeforeAll
    static void two_keys() throws JOSEException {
        first = new RSAKeyGenerator(2048).keyID("k1").generate();
        second = new RSAKeyGenerator(2048).keyID("k2").generate();
    }

    @BeforeEach
    void an_issuer_that_publishes_its_key() throws IOException {
        published = new JWKSet(first);
        keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.createContext("/keys", exchange -> {
            looks.incrementAndGet();
            var body = published.toString(true).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        keys.start();
    }

    @AfterEach
    void no_more() {
        keys.stop(0);
    }

    private static final ClaimNames USUAL =
            new ClaimNames("sub", "client_id", "scope", "roles", "permissions", "tenants", "patient", "fhirUser");

    private Issuer issuer(String name, @Nullable String tenant, Set<String> tenants, ClaimNames claims) {
        return new Issuer(
                URI.create(name),
                URI.create("http://127.0.0.1:" + keys.getAddress().getPort() + "/keys"),
                Set.of(HERE),
                Set.of("RS256", "ES384"),
                Set.of("user/Patient.rs", "user/Observation.cruds", "openid"),
                Set.of("operation/Invoice-pay"),
                tenants,
                tenant,
                claims,
                Map.of(
                        "nurse",
                        new Role(List.of("user/Observation.cru"), List.of("operation/Invoice-pay"), Set.of("NUR")),
                        "root",
                        new Role(List.of("user/*.cruds", "system/*.cruds"), List.of("operation/*"), Set.of())),
                Set.of("mfa", "gold"));
    }

    private static OutgoingHttp outgoing(String... allowed) {
        return new OutgoingHttp(new OutboundSettings(List.of(allowed), Duration.ofSeconds(2)));
    }

    private JwtDecoder decoder(Issuer... issuers) {
        var settings = issuers.length == 1
                ? new IssuersSettings(Map.of("group", issuers[0]))
                : new IssuersSettings(Map.of("group", issuers[0], "clinic", issuers[1]));
        return new TrustedIssuers(settings, Clock.systemUTC(), outgoing("127.0.0.1")).beside(token -> {
            throw new BadJwtException("none of ours");
        });
    }

    private JwtDecoder group() {
        return decoder(issuer(GROUP, "default", Set.of(), USUAL));
    }

    private static JWTClaimsSet.Builder claims(String issuer) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("admin")
                .audience(HERE)
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("client_id", "portal")
                .claim("scope", "user/Patient.rs");
    }

    private static String signed(JWTClaimsSet claims, RSAKey key) {
        return signed(claims, key, new JWSHeader.Builder(JWSAlgorithm.RS256));
    }

    private static String signed(JWTClaimsSet claims, RSAKey key, JWSHeader.Builder header) {
        try {
            var token = new SignedJWT(header.keyID(key.getKeyID()).build(), claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void assertBad(JwtDecoder decoder, String token) {
        assertThatThrownBy(() -> decoder.decode(token)).isInstanceOf(BadJwtException.class);
    }

    @Test
    void a_name_of_another_issuer_is_never_one_of_ours() {
        var token = group().decode(signed(claims(GROUP).build(), first));

        assertThat(token.getSubject()).isEqualTo("group|admin");
        assertThat(token.getClaimAsString("client_id")).isEqualTo("group|portal");
        assertThat(token.getClaimAsStringList("tenants")).containsExactly("default");
    }

    @Test
    void two_issuers_count_each_in_its_own_tenant() {
        var both = decoder(
                issuer(GROUP, "default", Set.of(), USUAL), issuer(CLINIC, null, Set.of("clinic-b", "clinic-c"), USUAL));

        var ofTheClinic = both.decode(signed(
                claims(CLINIC)
                        .claim("tenants", List.of("default", "clinic-b", "clinic-x"))
                        .build(),
                first));
        var ofTheGroup = both.decode(
                signed(claims(GROUP).claim("tenants", List.of("clinic-b")).build(), first));

        assertThat(ofTheClinic.getClaimAsStringList("tenants")).containsExactly("clinic-b");
        assertThat(ofTheClinic.getSubject()).isEqualTo("clinic|admin");
        assertThat(ofTheGroup.getClaimAsStringList("tenants")).containsExactly("default");
    }

    @Test
    void claims_are_found_where_the_issuer_keeps_them_and_roles_mean_what_the_operator_says() {
        var keycloak = new ClaimNames(
                "preferred_username",
                "azp",
                "scope",
                "realm_access.roles",
                "https://openward.example/permissions",
                "tenants",
                "hospital.patient",
                "hospital.user");
        var decoder = decoder(issuer(GROUP, "default", Set.of(), keycloak));

        var token = decoder.decode(signed(
                claims(GROUP)
                        .claim("preferred_username", "asha")
                        .claim("azp", "ward-app")
                        .claim("scope", "openid email")
                        .claim("realm_access", Map.of("roles", List.of("nurse", "unknown")))
                        .claim("hospital", Map.of("patient", "Patient/7", "user", "Practitioner/9"))
                        .build(),
                first));

        assertThat(token.getSubject()).isEqualTo("group|asha");
        assertThat(token.getClaimAsString("client_id")).isEqualTo("group|ward-app");
        assertThat(words(token, "scope")).containsExactlyInAnyOrder("openid", "user/Observation.cru");
        assertThat(token.getClaimAsStringList("permissions")).containsExactly("operation/Invoice-pay");
        assertThat(token.getClaimAsStringList("roles")).containsExactly("NUR");
        assertThat(token.getClaimAsString("patient")).isEqualTo("Patient/7");
        assertThat(token.getClaimAsString("fhirUser")).isEqualTo("Practitioner/9");
    }

    @Test
    void an_issuer_says_in_its_own_words_that_somebody_showed_a_second_factor() {
        var byMethod = group().decode(
                        signed(claims(GROUP).claim("amr", List.of("pwd", "mfa")).build(), first));
        var byLevel = group().decode(signed(claims(GROUP).claim("acr", "gold").build(), first));
        var neither = group().decode(signed(
                claims(GROUP).claim("acr", "aal2").claim("amr", List.of("pwd")).build(), first));

        assertThat(byMethod.getClaimAsString("acr")).isEqualTo("aal2");
        assertThat(byLevel.getClaimAsString("acr")).isEqualTo("aal2");
        assertThat(neither.getClaimAsString("acr")).isEqualTo("aal1");
    }

    @Test
    void whoever_signed_in_is_no_program_however_he_is_called() {
        var program = claims(GROUP).subject("portal");
        var person = claims(GROUP).subject("portal").claim("sid", "s1");

        assertThat(Claims.kindOf(group().decode(signed(program.build(), first))))
                .isEqualTo(Caller.Kind.CLIENT);
        assertThat(Claims.kindOf(group().decode(signed(person.build(), first)))).isEqualTo(Caller.Kind.PERSON);
    }

    /** A person of whom that is said works in no role. */
    @Test
    void a_role_that_nobody_wrote_down_is_none_here() {
        var named = group().decode(signed(
                claims(GROUP).claim("roles", List.of("ADM", "root")).build(), first));

        assertThat(named.hasClaim("roles")).isFalse();
        assertThatThrownBy(() -> new Issuer(
                        URI.create(GROUP),
                        null,
                        Set.of(HERE),
                        Set.of("RS256"),
                        Set.of("user/*.rs"),
                        Set.of(),
                        Set.of(),
                        "default",
                        USUAL,
                        Map.of("nurse", new Role(List.of(), List.of(), Set.of("NURSE"))),
                        Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NURSE");
    }

    @Test
    void a_token_for_several_tenants_names_no_record_of_any() {
        var decoder = decoder(issuer(GROUP, null, Set.of("default", "clinic-b"), USUAL));
        var named = claims(GROUP).claim("patient", "5").claim("fhirUser", "Practitioner/9");

        var one = decoder.decode(
                signed(named.claim("tenants", List.of("clinic-b")).build(), first));
        var several = decoder.decode(
                signed(named.claim("tenants", List.of("default", "elsewhere")).build(), first));

        assertThat(one.getClaimAsString("patient")).isEqualTo("5");
        assertThat(one.getClaimAsString("fhirUser")).isEqualTo("Practitioner/9");
        assertThat(several.hasClaim("patient")).isFalse();
        assertThat(several.hasClaim("fhirUser")).isFalse();
    }

    private static List<String> words(Jwt token, String claim) {
        return List.of(token.getClaimAsString(claim).split(" "));
    }

    @Test
    void an_issuer_gives_no_more_than_it_is_trusted_with() {
        var token = group().decode(signed(
                claims(GROUP)
                        .claim("scope", "system/*.cruds user/*.rs user/Patient.cruds")
                        .claim("roles", "root")
                        .claim("permissions", List.of("operation/verify-audit", "operation/Invoice-pay"))
                        .build(),
                first));

        assertThat(words(token, "scope")).containsExactlyInAnyOrder("user/Patient.rs", "user/Observation.cruds");
        assertThat(token.getClaimAsStringList("permissions")).containsExactly("operation/Invoice-pay");
    }

    @Test
    void what_is_for_others_or_out_of_time_is_refused() {
        var decoder = group();

        assertBad(
                decoder, signed(claims(GROUP).audience("https://other.example").build(), first));
        assertBad(decoder, signed(claims(GROUP).audience((String) null).build(), first));
        assertBad(decoder, signed(claims("https://other.example").build(), first));
        assertBad(decoder, signed(claims(GROUP).expirationTime(null).build(), first));
        var past = Date.from(Instant.now().minusSeconds(300));
        var future = Date.from(Instant.now().plusSeconds(300));
        assertBad(decoder, signed(claims(GROUP).expirationTime(past).build(), first));
        assertBad(decoder, signed(claims(GROUP).notBeforeTime(future).build(), first));
        assertBad(decoder, signed(claims(GROUP).issueTime(future).build(), first));
        assertBad(decoder, signed(claims(GROUP).subject(null).build(), first));
    }

    @Test
    void only_the_signatures_that_the_operator_names_count() throws JOSEException {
        var decoder = group();
        var shared = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(),
                claims(GROUP).build());
        shared.sign(new MACSigner(first.toRSAPublicKey().getEncoded()));

        assertBad(decoder, shared.serialize());
        assertBad(decoder, new PlainJWT(claims(GROUP).build()).serialize());
        assertBad(decoder, signed(claims(GROUP).build(), first, new JWSHeader.Builder(JWSAlgorithm.RS512)));
        assertBad(decoder, signed(claims(GROUP).build(), second));
        assertThatThrownBy(() -> new Issuer(
                        URI.create(GROUP),
                        null,
                        Set.of(HERE),
                        Set.of("HS256"),
                        Set.of("user/*.rs"),
                        Set.of(),
                        Set.of(),
                        "default",
                        USUAL,
                        Map.of(),
                        Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_access_token_may_say_what_it_is() {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType("at+jwt"));

        assertThat(group().decode(signed(claims(GROUP).build(), first, header)).getSubject())
                .isEqualTo("group|admin");
    }

    @Test
    void keys_are_asked_for_once_and_a_new_one_counts_from_its_first_use_on() {
        var decoder = group();
        for (int time = 0; time < 20; time++) {
            decoder.decode(signed(claims(GROUP).build(), first));
        }
        assertThat(looks).hasValue(1);

        published = new JWKSet(List.of(first, second));

        assertThat(decoder.decode(signed(claims(GROUP).build(), second)).getSubject())
                .isEqualTo("group|admin");
        assertThat(looks).hasValue(2);
    }

    @Test
    void who_invents_keys_does_not_make_the_server_ask_for_them_again_and_again() throws JOSEException {
        var decoder = group();
        decoder.decode(signed(claims(GROUP).build(), first));

        for (int time = 0; time < 20; time++) {
            var invented = new RSAKey.Builder(second.toRSAPublicKey())
                    .privateKey(second.toRSAPrivateKey())
                    .keyID("invented-" + time)
                    .build();
            assertThatThrownBy(() -> decoder.decode(signed(claims(GROUP).build(), invented)))
                    .isInstanceOfAny(BadJwtException.class, IssuerSilent.class);
        }

        assertThat(looks.get()).isLessThan(10);
        assertThat(decoder.decode(signed(claims(GROUP).build(), first)).getSubject())
                .isEqualTo("group|admin");
    }

    @Test
    void a_silent_issuer_makes_its_tokens_wait_and_no_others() {
        status = 500;
        var decoder = group();

        assertThatThrownBy(() -> decoder.decode(signed(claims(GROUP).build(), first)))
                .isInstanceOf(IssuerSilent.class);
        assertBad(decoder, signed(claims(CLINIC).build(), first));
    }

    @Test
    void an_issuer_has_a_tenant_or_names_tenants() {
        assertThatThrownBy(() -> issuer(GROUP, null, Set.of(), USUAL)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> issuer(GROUP, "default", Set.of("clinic-b"), USUAL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IssuersSettings(Map.of(
                        "one", issuer(GROUP, "default", Set.of(), USUAL),
                        "two", issuer(GROUP, "default", Set.of(), USUAL))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
