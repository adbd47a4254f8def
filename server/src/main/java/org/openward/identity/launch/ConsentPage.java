package org.openward.identity.launch;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditUnavailable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/** Shows a person what an app asks for in words, and lets her choose with which patient and encounter it begins. */
final class ConsentPage extends OncePerRequestFilter {
    static final String PATH = "/oauth2/consent";

    private static final OAuth2TokenType STATE = new OAuth2TokenType(OAuth2ParameterNames.STATE);
    private static final int SHORTEST_NAME = 2;

    private final OAuth2AuthorizationService authorizations;
    private final RegisteredClientRepository clients;
    private final Launches launches;
    private final Charts charts;

    ConsentPage(
            OAuth2AuthorizationService authorizations,
            RegisteredClientRepository clients,
            Launches launches,
            Charts charts) {
        this.authorizations = authorizations;
        this.clients = clients;
        this.launches = launches;
        this.charts = charts;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !PATH.equals(request.getRequestURI()) || !"GET".equals(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var authorization = authorization(request);
        var client = authorization == null ? null : clients.findById(authorization.getRegisteredClientId());
        if (authorization == null || client == null) {
            write(response, 400, ConsentText.over());
            return;
        }
        try {
            var visit = launches.visit(authorization, client);
            write(
                    response,
                    visit.isPresent() ? 200 : 403,
                    visit.isPresent()
                            ? page(request, authorization, client, visit.get())
                            : ConsentText.closed(client.getClientName()));
        } catch (AuditUnavailable failure) {
            write(response, 503, ConsentText.later());
        }
    }

    /** The one that waits for this very person's answer. */
    private @Nullable OAuth2Authorization authorization(HttpServletRequest request) {
        var state = request.getParameter(OAuth2ParameterNames.STATE);
        var found = state == null || state.isBlank() ? null : authorizations.findByToken(state, STATE);
        var person = SecurityContextHolder.getContext().getAuthentication();
        return found != null && person != null && found.getPrincipalName().equals(person.getName()) ? found : null;
    }

    private String page(
            HttpServletRequest request,
            OAuth2Authorization authorization,
            RegisteredClient client,
            Launches.Visit visit) {
        var text = new ConsentText(client.getClientName(), client.getClientId(), state(request));
        var chooser = visit.chooser();
        if (!visit.asked().mustChoose(chooser.member().patient())) {
            return text.consent(scopes(authorization), Optional.empty(), Optional.empty());
        }
        var patient = Optional.ofNullable(chooser.member()
                        .patient()
                        .map(own -> own.substring(own.lastIndexOf('/') + 1))
                        .orElse(request.getParameter("patient")))
                .filter(id -> !id.isBlank())
                .flatMap(id -> charts.patient(chooser, id));
        if (patient.isEmpty()) {
            var name = Optional.ofNullable(request.getParameter("name"))
                    .map(String::strip)
                    .filter(given -> given.length() >= SHORTEST_NAME);
            var few = charts.few(chooser);
            return text.patients(
                    name, few.isEmpty() ? name.map(given -> charts.patients(chooser, given)) : Optional.of(few));
        }
        if (!visit.asked().wantsEncounter()) {
            return text.consent(scopes(authorization), patient, Optional.empty());
        }
        var encounters = charts.encounters(chooser, patient.get().id());
        var encounter = encounters.stream()
                .filter(line -> line.id().equals(request.getParameter("encounter")))
                .findFirst();
        return encounter.isEmpty()
                ? text.encounters(patient.get(), encounters)
                : text.consent(scopes(authorization), patient, encounter);
    }

    private static String state(HttpServletRequest request) {
        return String.valueOf(request.getParameter(OAuth2ParameterNames.STATE));
    }

    private static Iterable<String> scopes(OAuth2Authorization authorization) {
        OAuth2AuthorizationRequest asked = authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
        return asked == null ? List.of() : asked.getScopes().stream().sorted().toList();
    }

    private static void write(HttpServletResponse response, int status, String page) throws IOException {
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
    }
}
