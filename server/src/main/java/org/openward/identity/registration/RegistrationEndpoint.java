package org.openward.identity.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.lang3.StringUtils;
import org.openward.audit.AuditUnavailable;
import org.openward.identity.registration.RegistrationDesk.Waiting;
import org.openward.security.StandingRights;
import org.openward.security.TokenHolder;
import org.openward.security.door.DoorBook;
import org.openward.security.door.RequestId;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * Where an app is registered by RFC 7591, and taken away again by the request of RFC 7592, with the token of somebody who may bring apps
 * along.
 */
final class RegistrationEndpoint implements HttpRequestHandler {
    static final String ADDRESS = "/oauth2/register";
    static final String PERMISSION = "registration/client";
    static final String EVERY_PERMISSION = "registration/*";

    private static final int LARGEST = 64 * 1024;
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final RegistrationDesk desk;
    private final NewcomerPolicy policy;
    private final RegistrationSettings settings;
    private final Tenants tenants;
    private final DoorBook book;
    private final Clock clock;

    RegistrationEndpoint(
            RegistrationDesk desk,
            NewcomerPolicy policy,
            RegistrationSettings settings,
            Tenants tenants,
            DoorBook book,
            Clock clock) {
        this.desk = desk;
        this.policy = policy;
        this.settings = settings;
        this.tenants = tenants;
        this.book = book;
        this.clock = clock;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        var client = StringUtils.substringAfter(request.getRequestURI(), ADDRESS + "/");
        var method = client.isEmpty() ? "POST" : "DELETE";
        if (!method.equals(request.getMethod())) {
            response.setHeader(HttpHeaders.ALLOW, method);
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        var holder = StandingRights.holder().orElseThrow();
        try {
            requirePermission(holder);
            if (client.isEmpty()) {
                var waiting = registered(holder, request);
                answer(response, HttpServletResponse.SC_CREATED, described(waiting, request));
            } else {
                withdraw(holder, client, request);
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
        } catch (AuditUnavailable failure) {
            // What cannot be written down does not happen.
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        } catch (RegistrationRefused refused) {
            book.callerRefused(request, caller(holder, TenantId.DEFAULT, request), refused.status(), refused.why());
            refused.challenge().ifPresent(said -> response.setHeader(HttpHeaders.WWW_AUTHENTICATE, said));
            answer(response, refused.status(), Map.of("error", refused.error(), "error_description", refused.why()));
        }
    }

    private static void requirePermission(TokenHolder holder) {
        if (!holder.permissions().contains(PERMISSION) && !holder.permissions().contains(EVERY_PERMISSION)) {
            throw RegistrationRefused.forbidden(
                    "Bringing an app along, or taking it away, needs a token with the permission " + PERMISSION + ".");
        }
        if (!holder.isSurelyHe()) {
            throw RegistrationRefused.withoutSecondFactor();
        }
    }

    /** Of the tenant that the parameter {@code tenant} names, among those that the client may enter. */
    private void withdraw(TokenHolder holder, String client, HttpServletRequest request) {
        var named = StringUtils.defaultIfEmpty(request.getParameter("tenant"), TenantId.DEFAULT.value());
        Acting.as(caller(holder, tenant(named, holder), request), () -> desk.withdraw(client, holder.tenants()));
    }

    private Waiting registered(TokenHolder holder, HttpServletRequest request) throws IOException {
        var described = new Described(read(request));
        var tenant = tenant(described.tenant(), holder);
        var client = described.as(UUID.randomUUID().toString());
        policy.check(client);
        return Acting.as(caller(holder, tenant, request), () -> desk.propose(client, settings.waiting()));
    }

    /** A tenant that the holder may enter, and that is open. */
    private TenantId tenant(String named, TokenHolder holder) {
        if (TenantId.isWellFormed(named) && holder.tenants().contains(named)) {
            var tenant = new TenantId(named);
            if (tenants.find(tenant).isPresent() && !tenants.isSuspended(tenant)) {
                return tenant;
            }
        }
        throw RegistrationRefused.forbidden("The token is not for the tenant that the app would enter.");
    }

    private static JsonNode read(HttpServletRequest request) throws IOException {
        var body = request.getInputStream().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            throw RegistrationRefused.metadata("The metadata has at most " + LARGEST + " bytes.");
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException unreadable) {
            throw RegistrationRefused.metadata("The metadata cannot be read as JSON.");
        }
    }

    private static Caller caller(TokenHolder holder, TenantId tenant, HttpServletRequest request) {
        return new Caller(
                        tenant,
                        holder.kind(),
                        holder.subject(),
                        RequestId.of(request),
                        request.getRemoteAddr(),
                        holder.permissions())
                .standingFor(holder.record());
    }

    private Map<String, Object> described(Waiting waiting, HttpServletRequest request) throws IOException {
        var client = waiting.client();
        var told = new LinkedHashMap<String, Object>();
        told.put("client_id", client.clientId());
        told.put("client_id_issued_at", clock.instant().getEpochSecond());
        if (waiting.secret() != null) {
            told.put("client_secret", waiting.secret());
            told.put("client_secret_expires_at", 0);
        }
        told.put("client_name", client.name());
        told.put("token_endpoint_auth_method", client.method());
        told.put("grant_types", client.grantTypes());
        told.put("scope", String.join(" ", client.scopes()));
        if (client.servesPeople()) {
            told.put("response_types", new String[] {"code"});
            told.put("redirect_uris", client.redirectUris());
            told.put("permissions", client.permissions());
        }
        if (client.keysAt() != null) {
            told.put("jwks_uri", client.keysAt());
        }
        if (client.keys() != null) {
            told.put("jwks", JSON.readTree(client.keys()));
        }
        told.put("tenant", client.tenant());
        told.put("registration_state", "pending");
        told.put("registration_task", task(waiting, request));
        return told;
    }

    /** Where one sees what became of it. */
    private static String task(Waiting waiting, HttpServletRequest request) {
        var tenant = waiting.client().tenant();
        var base = TenantId.DEFAULT.value().equals(tenant) ? "/fhir/Task/" : "/fhir/" + tenant + "/Task/";
        return ServletUriComponentsBuilder.fromContextPath(request)
                .path(base + waiting.task().getIdElement().getIdPart())
                .build()
                .toUriString();
    }

    private static void answer(HttpServletResponse response, int status, Map<String, Object> body) throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        JSON.writeValue(response.getOutputStream(), body);
    }
}
