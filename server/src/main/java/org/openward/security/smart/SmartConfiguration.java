package org.openward.security.smart;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openward.fhir.EarlyAnswer;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;
import org.springframework.web.client.RestClientException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Tells an app where to get a token and what the server can do, as SMART App Launch prescribes. */
public final class SmartConfiguration extends OncePerRequestFilter {
    private static final String PATH = "/.well-known/smart-configuration";

    private final SmartEndpoints endpoints;

    public SmartConfiguration(SmartEndpoints endpoints) {
        this.endpoints = endpoints;
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
        var root = ServletUriComponentsBuilder.fromContextPath(request).build().toUriString();
        var facts = new LinkedHashMap<>(endpoints.at(root));
        facts.put("scopes_supported", scopes());
        facts.put("capabilities", capabilities());
        return facts;
    }

    private List<String> scopes() {
        return endpoints.areOurOwn()
                ? List.of(
                        "openid",
                        "fhirUser",
                        "launch",
                        "launch/patient",
                        "launch/encounter",
                        "offline_access",
                        "online_access",
                        "system/*.cruds",
                        "user/*.cruds",
                        "patient/*.cruds")
                : List.of("system/*.cruds", "user/*.cruds", "patient/*.cruds");
    }

    private List<String> capabilities() {
        return endpoints.areOurOwn()
                ? List.of(
                        "launch-ehr",
                        "launch-standalone",
                        "client-public",
                        "client-confidential-symmetric",
                        "client-confidential-asymmetric",
                        "sso-openid-connect",
                        "context-banner",
                        "context-ehr-patient",
                        "context-ehr-encounter",
                        "context-standalone-patient",
                        "context-standalone-encounter",
                        "permission-offline",
                        "permission-online",
                        "permission-patient",
                        "permission-user",
                        "permission-v1",
                        "permission-v2")
                : List.of("permission-patient", "permission-user", "permission-v1", "permission-v2");
    }
}
