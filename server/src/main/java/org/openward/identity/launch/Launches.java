package org.openward.identity.launch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.security.door.RequestId;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Sees to it that an app begins with the context that it asks for, and with no other person's or tenant's. */
public final class Launches {
    private final LaunchContexts contexts;
    private final Members members;
    private final Charts charts;
    private final Tenants tenants;
    private final String tenantsOfClients;

    /** @param tenantsOfClients the name of the client setting that lists the tenants which a client may enter */
    Launches(LaunchContexts contexts, Members members, Charts charts, Tenants tenants, String tenantsOfClients) {
        this.contexts = contexts;
        this.members = members;
        this.charts = charts;
        this.tenants = tenants;
        this.tenantsOfClients = tenantsOfClients;
    }

    /** Refuses an authorization request for another server, or from an EHR that handed nothing over. */
    public void check(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
        var asked = AskedLaunch.of(request.getScopes(), request.getAdditionalParameters());
        var tenant = asked.tenant(root());
        if (asked.audience().isPresent() && tenant.isEmpty()) {
            throw refused(request, "The aud of the request is not the FHIR base of this server.");
        }
        if ((asked.comesFromEhr() || asked.wantsPatient()) && asked.audience().isEmpty()) {
            throw refused(request, "A launch needs the aud: the FHIR base that the app wants to use.");
        }
        if (asked.comesFromEhr() != asked.ticket().isPresent()) {
            throw refused(request, "The scope launch and the parameter launch belong together.");
        }
        var client = context.getRegisteredClient().getClientId();
        if (asked.ticket().isPresent()
                && contexts.waiting(asked.ticket().get(), client)
                        .filter(waiting -> waiting.tenant().equals(tenant.orElse(null)))
                        .isEmpty()) {
            throw refused(request, "This launch is not known, is over, or is meant for another app or tenant.");
        }
    }

    private static OAuth2AuthorizationCodeRequestAuthenticationException refused(
            OAuth2AuthorizationCodeRequestAuthenticationToken request, String why) {
        return new OAuth2AuthorizationCodeRequestAuthenticationException(
                new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, why, null), request);
    }

    /** Whether the person must see the page on which she consents and chooses. */
    public boolean needsPage(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
        if (context.getRegisteredClient().getClientSettings().isRequireAuthorizationConsent()) {
            return true;
        }
        var name = request.getPrincipal() instanceof Authentication person ? person.getName() : "";
        return AskedLaunch.of(request.getScopes(), request.getAdditionalParameters())
                .mustChoose(members.find(name).flatMap(Member::patient));
    }

    /** Keeps what the person chose on that page, if she may see it; a form that was tampered with leads nowhere. */
    public void keepChoice(OAuth2AuthorizationConsentAuthenticationContext context) {
        OAuth2AuthorizationConsentAuthenticationToken form = context.getAuthentication();
        if (form.getScopes().isEmpty()) {
            return;
        }
        var authorization = context.getAuthorization();
        var visit = visit(authorization, context.getRegisteredClient())
                .orElseThrow(() -> tampered("This person may not enter the tenant that the app asks for."));
        if (!visit.asked().mustChoose(visit.chooser().member().patient())) {
            return;
        }
        var patient = Optional.ofNullable(text(form, "patient"))
                .flatMap(id -> charts.patient(visit.chooser(), id))
                .map(Charts.Line::id)
                .orElseThrow(() -> tampered("No patient was chosen that this person may see."));
        var encounter = Optional.ofNullable(text(form, "encounter"));
        if ((visit.asked().wantsEncounter() || encounter.isPresent())
                && charts.encounters(visit.chooser(), patient).stream()
                        .noneMatch(line -> Optional.of(line.id()).equals(encounter))) {
            throw tampered("No encounter of this patient was chosen that this person may see.");
        }
        contexts.choose(
                authorization.getId(),
                context.getRegisteredClient().getClientId(),
                new LaunchContext(visit.chooser().caller().tenant(), patient, encounter, true));
    }

    private static @Nullable String text(OAuth2AuthorizationConsentAuthenticationToken form, String name) {
        return form.getAdditionalParameters().get(name) instanceof String text && !text.isBlank() ? text : null;
    }

    /** Answered with 400 here, and not sent on to the app. */
    private static OAuth2AuthorizationCodeRequestAuthenticationException tampered(String why) {
        return new OAuth2AuthorizationCodeRequestAuthenticationException(
                new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, why, null), null);
    }

    /**
     * Somebody who is signing in for an app.
     *
     * @param asked what the app asks to have before it
     */
    record Visit(AskedLaunch asked, Charts.Chooser chooser) {}

    /** Empty when the person, or the app, may not enter the tenant that the app asks for. */
    Optional<Visit> visit(OAuth2Authorization authorization, RegisteredClient client) {
        var asked = asked(authorization);
        var tenant = asked.audience().isEmpty() ? Optional.of(TenantId.DEFAULT) : asked.tenant(root());
        return members.find(authorization.getPrincipalName())
                .filter(member ->
                        tenant.filter(there -> mayEnter(member, client, there)).isPresent())
                .map(member ->
                        new Visit(asked, new Charts.Chooser(caller(member, tenant.orElse(TenantId.DEFAULT)), member)));
    }

    private boolean mayEnter(Member member, RegisteredClient client, TenantId tenant) {
        var ofTheClient = List.of(String.valueOf(client.getClientSettings().<Object>getSetting(tenantsOfClients))
                .split(" "));
        return member.tenants().contains(tenant.value())
                && (ofTheClient.contains("*") || ofTheClient.contains(tenant.value()))
                && tenants.find(tenant).isPresent()
                && !tenants.isSuspended(tenant);
    }

    private static Caller caller(Member member, TenantId tenant) {
        var request = RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes web
                ? web.getRequest()
                : null;
        return new Caller(
                tenant,
                Caller.Kind.PERSON,
                member.name(),
                request == null ? "sign-in" : RequestId.of(request),
                request == null ? "" : request.getRemoteAddr());
    }

    /**
     * The context of the tokens of an authorization; the one that an EHR handed over is taken with the first of them.
     *
     * @throws OAuth2AuthenticationException when somebody else took it meanwhile
     */
    public Optional<LaunchContext> contextOf(@Nullable OAuth2Authorization authorization, RegisteredClient client) {
        if (authorization == null) {
            return Optional.empty();
        }
        var known = contexts.of(authorization.getId());
        var asked = asked(authorization);
        if (known.isPresent() || !asked.comesFromEhr()) {
            return known;
        }
        return Optional.of(contexts.take(asked.ticket().orElse(""), client.getClientId(), authorization.getId())
                .orElseThrow(() -> new OAuth2AuthenticationException(
                        new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT, "This launch is over.", null))));
    }

    private static AskedLaunch asked(OAuth2Authorization authorization) {
        return authorization.getAttribute(OAuth2AuthorizationRequest.class.getName())
                        instanceof OAuth2AuthorizationRequest request
                ? AskedLaunch.of(request.getScopes(), request.getAdditionalParameters())
                : AskedLaunch.of(List.of(), Map.of());
    }

    private static String root() {
        return ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString();
    }
}
