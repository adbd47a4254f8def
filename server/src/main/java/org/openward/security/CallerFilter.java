package org.openward.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.EarlyAnswer;
import org.openward.security.door.DoorBook;
import org.openward.security.door.RequestId;
import org.openward.security.roles.RolePurposes;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Purpose;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantPath;
import org.openward.tenancy.Tenants;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets the holder of a token into the tenant that the URL names, if the token says so, and works in his name for the rest
 * of the request.
 */
final class CallerFilter extends OncePerRequestFilter {
    /** Where the request keeps what the token allows. */
    static final String GRANT = Grant.class.getName();

    /** HAPI's own words for all partitions and the default one; tenants are named by nothing else than their id. */
    private static final Set<String> CLOSED_SEGMENTS = Set.of("_ALL", "DEFAULT");

    private static final String ANONYMOUS = "anonymous";

    /** Read once for each token that {@link RememberedTokens} remembers. */
    private final LoadingCache<Jwt, Grant> grants =
            Caffeine.newBuilder().weakKeys().build(Granted::by);

    private final RolePurposes purposes = RolePurposes.read();
    private final Tenants tenants;
    private final DoorBook book;

    CallerFilter(Tenants tenants, DoorBook book) {
        this.tenants = tenants;
        this.book = book;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!(SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token)) {
            continueAs(anonymous(request), request, response, chain);
            return;
        }
        var grant = grants.get(token.getToken());
        var path = belowFhir(request);
        var tenant = TenantPath.tenantOf(path);
        var caller = caller(token, grant, tenant, request);
        if (asksForPartitions(request, path)) {
            refuse(
                    caller,
                    403,
                    "Partitions are not for clients: name the tenant in the URL instead.",
                    request,
                    response);
        } else if (!grant.tenants().contains(tenant.value())) {
            refuse(caller, 403, "The token is not for the tenant that the URL names.", request, response);
        } else if (tenants.find(tenant).isEmpty()) {
            refuse(caller, 404, "There is no such tenant on this server.", request, response);
        } else if (tenants.isSuspended(tenant)) {
            refuse(caller, 403, "This tenant is suspended. Ask the operator of the server.", request, response);
        } else {
            request.setAttribute(GRANT, grant);
            continueAs(caller, request, response, chain);
        }
    }

    private void refuse(Caller caller, int status, String why, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        book.callerRefused(request, caller, status, why);
        EarlyAnswer.write(response, status, status == 404 ? "not-found" : "forbidden", why);
    }

    /** Decoded, and the same however the servlet behind is mapped. */
    private static String belowFhir(HttpServletRequest request) {
        var path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        return path.substring("/fhir".length());
    }

    private static boolean asksForPartitions(HttpServletRequest request, String path) {
        return CLOSED_SEGMENTS.stream()
                        .anyMatch(segment -> path.equals("/" + segment) || path.startsWith("/" + segment + "/"))
                || Collections.list(request.getHeaderNames()).stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("partition"));
    }

    private Caller caller(JwtAuthenticationToken token, Grant grant, TenantId tenant, HttpServletRequest request) {
        return new Caller(
                tenant,
                Claims.kindOf(token.getToken()),
                token.getName(),
                RequestId.of(request),
                request.getRemoteAddr(),
                grant.permissions(),
                purpose(token.getToken(), grant),
                grant.himself().record());
    }

    /** That a glass is broken is known here, and no token says it. */
    private @Nullable Purpose purpose(Jwt token, Grant grant) {
        return token.getClaims().get(Claims.PURPOSE) instanceof String said
                        && !Purpose.BTG.name().equals(said)
                ? Purpose.of(said).orElse(null)
                : grant.person().flatMap(purposes::of).orElse(null);
    }

    /** What is open to everybody is the same for all tenants. */
    private static Caller anonymous(HttpServletRequest request) {
        return new Caller(
                TenantId.DEFAULT, Caller.Kind.CLIENT, ANONYMOUS, RequestId.of(request), request.getRemoteAddr());
    }

    private static void continueAs(
            Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var turn = Acting.begin(caller);
        try {
            chain.doFilter(request, response);
        } finally {
            turn.close();
        }
    }
}
