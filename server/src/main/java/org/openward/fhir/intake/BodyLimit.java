package org.openward.fhir.intake;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.EarlyAnswer;
import org.openward.fhir.FhirSettings;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stops reading a FHIR request body that is too large, packed or unpacked, that comes too slowly, or that holds what would harm its
 * reader, and turns away a character set that FHIR does not know.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class BodyLimit extends OncePerRequestFilter {
    /** UTF-8, its older part, and what senders of western Europe still use. */
    private static final Set<String> CHARACTER_SETS = Set.of("UTF-8", "UTF8", "US-ASCII", "ISO-8859-1");

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
        var most = most(request);
        if (request.getContentLengthLong() > most.toBytes()) {
            EarlyAnswer.write(response, 413, "too-costly", tooLarge(most));
        } else if (!isDecodable(request.getContentType())) {
            EarlyAnswer.write(
                    response, 415, "not-supported", "Send the body as UTF-8; its character set is unknown here.");
        } else {
            chain.doFilter(new Checked(request, most), response);
        }
    }

    private DataSize most(HttpServletRequest request) {
        return FileUploads.isOne(request.getMethod(), request.getRequestURI(), request.getContentType())
                ? settings.maximumUploadSize()
                : settings.maximumBodySize();
    }

    private static String tooLarge(DataSize most) {
        return "The body is larger than " + most.toMegabytes() + " MB. Send it in smaller parts.";
    }

    private static boolean isDecodable(@Nullable String contentType) {
        try {
            var charset = contentType == null
                    ? null
                    : MediaType.parseMediaType(contentType).getParameter("charset");
            return charset == null || CHARACTER_SETS.contains(charset.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** A packed body is unpacked here, so that what is counted is what others have to hold. */
    private static final class Checked extends HttpServletRequestWrapper {
        private final DataSize most;

        Checked(HttpServletRequest request, DataSize most) {
            super(request);
            this.most = most;
        }

        @Override
        public @Nullable String getHeader(String name) {
            return isPacked() && HttpHeaders.CONTENT_ENCODING.equalsIgnoreCase(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return isPacked() && HttpHeaders.CONTENT_ENCODING.equalsIgnoreCase(name)
                    ? Collections.emptyEnumeration()
                    : super.getHeaders(name);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            var body = super.getInputStream();
            return new CheckedStream(this, body, isPacked() ? new GZIPInputStream(body) : body, most);
        }

        private boolean isPacked() {
            return "gzip".equalsIgnoreCase(super.getHeader(HttpHeaders.CONTENT_ENCODING));
        }

        private Optional<BodyText> text() {
            var type = String.valueOf(getContentType()).toLowerCase(Locale.ROOT);
            var isUtf8 = !type.contains("charset") || type.contains("utf-8") || type.contains("utf8");
            return type.contains("json") || type.contains("xml")
                    ? Optional.of(new BodyText(type.contains("json"), isUtf8))
                    : Optional.empty();
        }
    }

    private static final class CheckedStream extends ServletInputStream {
        private final Checked request;
        private final ServletInputStream body;
        private final InputStream unpacked;
        private final Optional<BodyText> text;
        private final DataSize most;
        private final Patience patience = new Patience(System::nanoTime);
        private long left;

        CheckedStream(Checked request, ServletInputStream body, InputStream unpacked, DataSize most) {
            this.request = request;
            this.body = body;
            this.unpacked = unpacked;
            this.text = request.text();
            this.most = most;
            this.left = most.toBytes();
        }

        @Override
        public int read() throws IOException {
            var value = unpacked.read();
            count(value < 0 ? 0 : 1);
            if (value >= 0 && text.isPresent()) {
                text.get().next(value);
            }
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            var count = unpacked.read(buffer, offset, length);
            count(Math.max(0, count));
            if (text.isPresent()) {
                for (int place = offset; place < offset + count; place++) {
                    text.get().next(buffer[place] & 0xFF);
                }
            }
            return count;
        }

        private void count(int bytes) throws IOException {
            patience.heard(bytes);
            left -= bytes;
            if (left < 0) {
                // HAPI forgets the cause of a body that it cannot read.
                request.setAttribute(BodyTooLarge.class.getName(), true);
                throw new BodyTooLarge(tooLarge(most));
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
