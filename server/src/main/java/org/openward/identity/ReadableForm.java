package org.openward.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Turns away a form at the issuer with a NUL character in it, which no database could be asked for. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 4)
class ReadableForm extends OncePerRequestFilter {
    private static final byte[] ANSWER =
            "{\"error\":\"invalid_request\",\"error_description\":\"A parameter holds a NUL character.\"}"
                    .getBytes(StandardCharsets.UTF_8);

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith(request.getContextPath() + "/fhir");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getParameterMap().values().stream().anyMatch(ReadableForm::holdsNul)) {
            response.setStatus(400);
            response.setContentType("application/json");
            response.getOutputStream().write(ANSWER);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean holdsNul(String[] values) {
        for (var value : values) {
            if (value.indexOf('\0') >= 0) {
                return true;
            }
        }
        return false;
    }
}
