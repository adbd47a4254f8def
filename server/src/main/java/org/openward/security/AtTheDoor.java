package org.openward.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.openward.fhir.EarlyAnswer;
import org.openward.security.door.DoorBook;
import org.openward.security.issuers.IssuerSilent;
import org.openward.security.perimeter.Limits;
import org.openward.security.perimeter.VisitorLimits;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** How somebody is turned away who has no valid token: with an OperationOutcome and a WWW-Authenticate header. */
final class AtTheDoor implements AuthenticationEntryPoint, AccessDeniedHandler {
    private final BearerTokenAuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();
    private final DoorBook book;
    private final Limits limits;

    AtTheDoor(DoorBook book, Limits limits) {
        this.book = book;
        this.limits = limits;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        if (why instanceof IssuerSilent) {
            EarlyAnswer.write(
                    response, 503, "transient", "The issuer of this token does not answer. Try again in a minute.");
            return;
        }
        var showedToken = why instanceof OAuth2AuthenticationException;
        var wait = showedToken ? limits.countAnonymous(request.getRemoteAddr()) : Limits.NONE;
        if (wait != Limits.NONE) {
            book.strangerRefused(request, VisitorLimits.TOO_MANY, VisitorLimits.WHY);
            VisitorLimits.refuse(response, wait);
            return;
        }
        challenge.commence(request, response, why);
        book.strangerRefused(
                request,
                response.getStatus(),
                showedToken ? "The access token is not valid, or not any more." : "No access token.");
        EarlyAnswer.write(
                response,
                response.getStatus(),
                "login",
                "A valid access token is needed. Ask the token endpoint for one and send it as a bearer token.");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        book.strangerRefused(request, 403, "The access token does not allow this.");
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
        EarlyAnswer.write(response, 403, "forbidden", "The access token does not allow this.");
    }
}
