package org.openward.security.door;

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

/**
 * Turns away what no servlet should see, such as an unknown method or a path with tricks in it. Spring's own firewall
 * comes too late for empty segments: what stands before it fails on them. Nobody needs to encode letters or digits of a path, and whoever
 * looks at the path as it was sent would take it for another one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
public class UnknownPath extends OncePerRequestFilter {
    private static final Pattern ENCODED_WORD =
            Pattern.compile("%(3[0-9]|[46][1-9A-F]|[57][0-9A])", Pattern.CASE_INSENSITIVE);

    private final DoorBook book;

    UnknownPath(DoorBook book) {
        this.book = book;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var path = request.getRequestURI();
        if (path.contains("//") || ENCODED_WORD.matcher(path).find()) {
            refuse(request, response, book);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Answers 400 and writes it into the book. */
    public static void refuse(HttpServletRequest request, HttpServletResponse response, DoorBook book)
            throws IOException {
        var why = "This server does not know such a method or path.";
        book.strangerRefused(request, 400, why);
        EarlyAnswer.write(response, 400, "invalid", why);
    }
}
