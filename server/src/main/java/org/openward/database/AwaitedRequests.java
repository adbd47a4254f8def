package org.openward.database;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Every request over HTTP is awaited; jobs, messages and deliveries are not. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AwaitedRequests extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var turn = Awaited.begin();
        try {
            chain.doFilter(request, response);
        } finally {
            turn.close();
        }
    }
}
