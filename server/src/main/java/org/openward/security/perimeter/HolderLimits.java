package org.openward.security.perimeter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.openward.fhir.EarlyAnswer;
import org.openward.security.Claims;
import org.openward.security.door.DoorBook;
import org.openward.security.door.RequestId;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets the holder of a token come from where his client may, and ask for as much as its tier allows. */
public final class HolderLimits extends OncePerRequestFilter {
    private static final String ELSEWHERE = "The client of this token may not come from this address.";

    private final Limits limits;
    private final DoorBook book;

    public HolderLimits(Limits limits, DoorBook book) {
        this.limits = limits;
        this.book = book;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!(SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token)) {
            chain.doFilter(request, response);
            return;
        }
        var subject = token.getName();
        var named = token.getToken().getClaimAsString(Claims.CLIENT);
        var client = named == null ? subject : named;
        if (!limits.mayComeFrom(client, request.getRemoteAddr())) {
            book.callerRefused(request, caller(request, token), 403, ELSEWHERE);
            EarlyAnswer.write(response, 403, "forbidden", ELSEWHERE);
            return;
        }
        var wait = limits.countRequest(client, subject, request.getRemoteAddr());
        if (wait == Limits.NONE) {
            chain.doFilter(request, response);
        } else {
            book.callerRefused(request, caller(request, token), VisitorLimits.TOO_MANY, VisitorLimits.WHY);
            VisitorLimits.refuse(response, wait);
        }
    }

    private static Caller caller(HttpServletRequest request, JwtAuthenticationToken token) {
        return new Caller(
                TenantId.DEFAULT,
                Claims.kindOf(token.getToken()),
                token.getName(),
                RequestId.of(request),
                request.getRemoteAddr());
    }
}
