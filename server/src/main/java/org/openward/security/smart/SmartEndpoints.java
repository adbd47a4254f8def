package org.openward.security.smart;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.web.client.RestClient;

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

    private final @Nullable URI externalIssuer;

    /** @param externalIssuer null when the server issues its own tokens */
    public SmartEndpoints(@Nullable URI externalIssuer) {
        this.externalIssuer = externalIssuer;
    }

    boolean areOurOwn() {
        return externalIssuer == null;
    }

    /**
     * By their names in OpenID Connect's discovery.
     *
     * @param root this server's address without a path
     * @throws org.springframework.web.client.RestClientException when the external issuer does not answer
     */
    Map<String, Object> at(String root) {
        return externalIssuer == null ? ownEndpoints(root) : endpointsOf(externalIssuer);
    }

    /** What the external issuer says about itself, as far as SMART apps ask for it. */
    private static Map<String, Object> endpointsOf(URI issuer) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("issuer", issuer.toString());
        var said = RestClient.create()
                .get()
                .uri(issuer.toString().replaceFirst("/$", "") + "/.well-known/openid-configuration")
                .retrieve()
                .body(new ParameterizedTypeReference<Map<String, Object>>() {});
        if (said != null) {
            PASSED_ON.stream().filter(said::containsKey).forEach(name -> facts.put(name, said.get(name)));
        }
        return facts;
    }

    private static Map<String, Object> ownEndpoints(String root) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("issuer", root);
        facts.put("jwks_uri", root + "/oauth2/jwks");
        facts.put("authorization_endpoint", root + "/oauth2/authorize");
        facts.put("token_endpoint", root + "/oauth2/token");
        facts.put("introspection_endpoint", root + "/oauth2/introspect");
        facts.put("revocation_endpoint", root + "/oauth2/revoke");
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
