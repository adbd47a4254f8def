package org.openward.fhir.intake;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.openward.fhir.EarlyAnswer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Turns away a search that no database could be asked: with a NUL character in it, or wrongly escaped. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class ReadableQuery extends OncePerRequestFilter {
    private static final Pattern UNREADABLE = Pattern.compile("%00|%(?![0-9A-Fa-f]{2})");

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith(request.getContextPath() + "/fhir");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var query = request.getQueryString();
        if (query != null && UNREADABLE.matcher(query).find()) {
            EarlyAnswer.write(
                    response, 400, "invalid", "The query holds a NUL character or a % that escapes nothing. Mend it.");
        } else {
            chain.doFilter(request, response);
        }
    }
}
