package org.openward.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.EarlyAnswer;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Tells an app where to get a token and what the server can do, as SMART App Launch prescribes. */
final class SmartConfiguration extends OncePerRequestFilter {
    private static final String PATH = "/.well-known/smart-configuration";

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

    SmartConfiguration(@Nullable URI externalIssuer) {
        this.externalIssuer = externalIssuer;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().endsWith(PATH) || !"GET".equals(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            var configuration = configuration(request);
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            Jackson2ObjectMapperBuilder.json().build().writeValue(response.getOutputStream(), configuration);
        } catch (RestClientException silent) {
            EarlyAnswer.write(response, 503, "transient", "The issuer of the tokens does not answer. Try again later.");
        }
    }

    private Map<String, Object> configuration(HttpServletRequest request) {
        var facts = new LinkedHashMap<String, Object>();
        if (externalIssuer == null) {
            facts.putAll(ownEndpoints(
                    ServletUriComponentsBuilder.fromContextPath(request).build().toUriString()));
        } else {
            facts.putAll(endpointsOf(externalIssuer));
        }
        facts.put("scopes_supported", List.of("system/*.cruds", "user/*.cruds", "patient/*.cruds"));
        facts.put("capabilities", capabilities());
        return facts;
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

    /** Standalone launch only; a launch from within an EHR needs a context that no one here hands out yet. */
    private List<String> capabilities() {
        return externalIssuer == null
                ? List.of(
                        "launch-standalone",
                        "client-public",
                        "client-confidential-symmetric",
                        "client-confidential-asymmetric",
                        "sso-openid-connect",
                        "context-standalone-patient",
                        "permission-offline",
                        "permission-patient",
                        "permission-user",
                        "permission-v1",
                        "permission-v2")
                : List.of("permission-patient", "permission-user", "permission-v1", "permission-v2");
    }
}
