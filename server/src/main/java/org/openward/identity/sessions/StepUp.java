package org.openward.identity.sessions;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Has somebody who is signed in show the second factor too, when an app asks for it with {@code acr_values}. */
public final class StepUp extends OncePerRequestFilter {
    /** Where the second factor is shown, or set up first. */
    private static final String NEXT = "/login/second-factor";

    private final Onwards onwards;

    public StepUp(Onwards onwards) {
        this.onwards = onwards;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !"/oauth2/authorize".equals(request.getRequestURI()) || !"GET".equals(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var level = present().map(Assurance::level).orElse(Assurance.SECOND_FACTOR);
        if (Assurance.SECOND_FACTOR.equals(level) || !asksForSecondFactor(request)) {
            chain.doFilter(request, response);
            return;
        }
        onwards.saveRequest(request, response);
        response.sendRedirect(NEXT);
    }

    private static Optional<Assurance> present() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .filter(Authentication::isAuthenticated)
                .flatMap(SignedIn::of);
    }

    /** Of several levels the first that this server knows counts; they come in the order in which the app wants them. */
    private static boolean asksForSecondFactor(HttpServletRequest request) {
        return Stream.ofNullable(request.getParameter("acr_values"))
                .flatMap(values -> Stream.of(values.split(" ", -1)))
                .filter(Assurance.LEVELS::contains)
                .findFirst()
                .filter(Assurance.SECOND_FACTOR::equals)
                .isPresent();
    }
}
