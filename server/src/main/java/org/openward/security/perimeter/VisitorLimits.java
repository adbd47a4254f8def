package org.openward.security.perimeter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.EarlyAnswer;
import org.openward.security.door.DoorBook;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets an address that shows no token ask for so much only, and one that fails to sign in wait. Whoever shows a token is counted by
 * {@link HolderLimits}, behind the door.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
public class VisitorLimits extends OncePerRequestFilter {
    public static final int TOO_MANY = 429;
    public static final String WHY = "Too many requests came from there. Wait as long as Retry-After says.";
    private static final byte[] ANSWER = ("{\"error\":\"temporarily_unavailable\",\"error_description\":\"" + WHY
                    + "\"}")
            .getBytes(StandardCharsets.UTF_8);

    private static final List<String> APPS = List.of("/oauth2/token", "/oauth2/introspect", "/oauth2/revoke");

    private static final List<String> SIGN_IN =
            List.of("/oauth2/", "/login", "/logout", "/account", "/invitation", "/register", "/userinfo", "/connect/");

    private final Limits limits;
    private final DoorBook book;

    VisitorLimits(Limits limits, DoorBook book) {
        this.limits = limits;
        this.book = book;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isSignIn(request.getRequestURI())) {
            signIn(request, response, chain);
        } else if (showsToken(request)) {
            chain.doFilter(request, response);
        } else {
            var wait = limits.countAnonymous(request.getRemoteAddr());
            if (wait == Limits.NONE) {
                chain.doFilter(request, response);
            } else {
                book.strangerRefused(request, TOO_MANY, WHY);
                refuse(response, wait);
            }
        }
    }

    /** Any other kind of authorization opens nothing, and makes nobody known. A bad token is counted where it is found out. */
    private static boolean showsToken(HttpServletRequest request) {
        return StringUtils.startsWithIgnoreCase(request.getHeader(HttpHeaders.AUTHORIZATION), "Bearer ");
    }

    private static boolean isSignIn(String path) {
        return SIGN_IN.stream().anyMatch(path::startsWith);
    }

    /** And not of the browser of its user, who may sit anywhere. */
    private static boolean isOfTheAppItself(HttpServletRequest request) {
        return "POST".equals(request.getMethod()) && APPS.stream().anyMatch(request.getRequestURI()::equals);
    }

    private void signIn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var address = request.getRemoteAddr();
        var wait = limits.countSignIn(address);
        // Its form is read only when there is something left to the address.
        var client = wait == Limits.NONE && isOfTheAppItself(request) ? ClaimedClient.of(request) : null;
        // An app without a secret has none that could be guessed, and cannot be shut out by guesses.
        var proving = client != null && ClaimedClient.showsProof(request) ? client : null;
        if (wait == Limits.NONE) {
            wait = limits.waitAfterFailures(proving, address);
        }
        if (wait != Limits.NONE) {
            book.strangerRefused(request, TOO_MANY, WHY);
            response.setStatus(TOO_MANY);
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait));
            response.setContentType("application/json");
            response.getOutputStream().write(ANSWER);
        } else if (client != null && !limits.mayComeFrom(client, address)) {
            limits.failed(proving, address);
            book.strangerRefused(request, 403, "This client may not come from this address.");
            EarlyAnswer.write(response, 403, "forbidden", "This client may not come from this address.");
        } else {
            chain.doFilter(request, response);
            remember(request, response, proving);
        }
    }

    private void remember(HttpServletRequest request, HttpServletResponse response, @Nullable String client) {
        var posted = "POST".equals(request.getMethod());
        if (posted && (isFailure(response) || isClaim(request, response))) {
            limits.failed(client, request.getRemoteAddr());
        } else if (posted && response.getStatus() == HttpServletResponse.SC_OK) {
            limits.succeeded(client, request.getRemoteAddr());
        }
    }

    /** Whoever says who he is could be anybody, until he has proved it and is sent on; nobody is told which it is. */
    private static boolean isClaim(HttpServletRequest request, HttpServletResponse response) {
        return request.getRequestURI().startsWith("/register") && response.getStatus() != HttpServletResponse.SC_FOUND;
    }

    /** The sign-in page answers a wrong password by sending the browser back to itself. */
    private static boolean isFailure(HttpServletResponse response) {
        var location = response.getHeader(HttpHeaders.LOCATION);
        return response.getStatus() == HttpServletResponse.SC_BAD_REQUEST
                || response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED
                || (location != null && location.contains("/login") && location.contains("error"));
    }

    /** Answers how long to wait. */
    public static void refuse(HttpServletResponse response, long wait) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait));
        EarlyAnswer.write(response, TOO_MANY, "throttled", WHY);
    }
}
