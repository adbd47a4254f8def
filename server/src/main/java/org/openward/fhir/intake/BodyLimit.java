package org.openward.fhir.intake;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.EarlyAnswer;
import org.openward.fhir.FhirSettings;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Stops reading a FHIR request body that is too large, and turns away a character set that nobody can decode. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class BodyLimit extends OncePerRequestFilter {
    private final FhirSettings settings;

    BodyLimit(FhirSettings settings) {
        this.settings = settings;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith(request.getContextPath() + "/fhir");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > settings.maximumBodySize().toBytes()) {
            EarlyAnswer.write(response, 413, "too-costly", tooLarge());
        } else if (!isDecodable(request.getContentType())) {
            EarlyAnswer.write(
                    response, 415, "not-supported", "Send the body as UTF-8; its character set is unknown here.");
        } else {
            chain.doFilter(new Counted(request), response);
        }
    }

    private String tooLarge() {
        return "The body is larger than " + settings.maximumBodySize().toMegabytes() + " MB. Send it in smaller parts.";
    }

    private static boolean isDecodable(@Nullable String contentType) {
        try {
            var charset = contentType == null
                    ? null
                    : MediaType.parseMediaType(contentType).getParameter("charset");
            return charset == null || Charset.isSupported(charset);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private final class Counted extends HttpServletRequestWrapper {
        Counted(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new CountedStream(super.getInputStream());
        }
    }

    private final class CountedStream extends ServletInputStream {
        private final ServletInputStream body;
        private long left = settings.maximumBodySize().toBytes();

        CountedStream(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            var value = body.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            var count = body.read(buffer, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) throws IOException {
            left -= bytes;
            if (left < 0) {
                throw new BodyTooLarge(tooLarge());
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
