package org.openward.security.smart;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Where apps get their tokens: this server's own addresses, or what the external issuer says about itself. */
public final class SmartEndpoints {
    private static final List<String> PASSED_ON = List.of(
            "jwks_uri",
            "authorization_endpoint",
            "token_endpoint",
            "introspection_endpoint",
            "revocation_endpoint",
            "token_endpoint_auth_methods_supported",
            "grant_types_supported",
            "response_types_supported",
            "code_challenge_methods_supported");

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(15);

    private final @Nullable URI externalIssuer;
    private final Clock clock;
    private Said said = new Said(null, Instant.MIN);

    /** @param externalIssuer null when the server issues its own tokens */
    public SmartEndpoints(@Nullable URI externalIssuer, Clock clock) {
        this.externalIssuer = externalIssuer;
        this.clock = clock;
    }

    boolean areOurOwn() {
        return externalIssuer == null;
    }

    /**
     * By their names in OpenID Connect's discovery.
     *
     * @param root this server's address without a path
     * @throws RestClientException when the external issuer does not answer
     */
    Map<String, Object> at(String root) {
        return externalIssuer == null ? ownEndpoints(root) : endpointsOf(externalIssuer);
    }

    /**
     * What the external issuer said, for some minutes; after a silence it is left alone for a while.
     *
     * @param endpoints nothing when it was silent
     */
    private record Said(@Nullable Map<String, Object> endpoints, Instant until) {}

    /** Whoever comes while the issuer is asked waits for that one answer. */
    private synchronized Map<String, Object> endpointsOf(URI issuer) {
        if (!clock.instant().isBefore(said.until())) {
            said = heard(issuer);
        }
        var endpoints = said.endpoints();
        if (endpoints == null) {
            throw new RestClientException("The issuer " + issuer + " did not answer.");
        }
        return endpoints;
    }

    private Said heard(URI issuer) {
        try {
            return new Said(asked(issuer), clock.instant().plus(KEPT));
        } catch (RestClientException silent) {
            return new Said(null, clock.instant().plus(LEFT_ALONE));
        }
    }

    /** What the external issuer says about itself, as far as SMART apps ask for it. */
    private static Map<String, Object> asked(URI issuer) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("issuer", issuer.toString());
        var said = RestClient.builder()
                .requestFactory(patiently())
                .build()
                .get()
                .uri(issuer.toString().replaceFirst("/$", "") + "/.well-known/openid-configuration")
                .retrieve()
                .body(new ParameterizedTypeReference<Map<String, Object>>() {});
        if (said != null) {
            PASSED_ON.stream().filter(said::containsKey).forEach(name -> facts.put(name, said.get(name)));
        }
        return Map.copyOf(facts);
    }

    private static ClientHttpRequestFactory patiently() {
        var requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(PATIENCE);
        requests.setReadTimeout(PATIENCE);
        return requests;
    }

    private static Map<String, Object> ownEndpoints(String root) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("issuer", root);
        facts.put("jwks_uri", root + "/oauth2/jwks");
        facts.put("authorization_endpoint", root + "/oauth2/authorize");
        facts.put("token_endpoint", root + "/oauth2/token");
        facts.put("introspection_endpoint", root + "/oauth2/introspect");
        facts.put("revocation_endpoint", root + "/oauth2/revoke");
        facts.put("registration_endpoint", root + "/oauth2/register");
        facts.put(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "client_secret_post", "private_key_jwt", "none"));
        facts.put("token_endpoint_auth_signing_alg_values_supported", List.of("RS384", "ES384", "RS256", "ES256"));
        facts.put("grant_types_supported", List.of("authorization_code", "client_credentials", "refresh_token"));
        facts.put("response_types_supported", List.of("code"));
        facts.put("code_challenge_methods_supported", List.of("S256"));
        return facts;
    }
}
