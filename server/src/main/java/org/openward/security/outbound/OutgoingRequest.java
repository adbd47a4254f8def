package org.openward.security.outbound;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to an address that a client gave.
 *
 * @param headers in this order; names may repeat
 * @param body what is sent, nothing at all when null
 */
public record OutgoingRequest(
        String method, String address, List<Header> headers, @Nullable Content body, Limits limits) {
    public OutgoingRequest {
        headers = List.copyOf(headers);
    }

    /** A header of the request; its value may be a secret. */
    public record Header(String name, String value) {
        @Override
        public String toString() {
            return name + ": ...";
        }
    }

    /** A body that is text, sent as UTF-8. */
    public record Content(String mediaType, String text) {
        @Override
        public String toString() {
            return mediaType + ": ...";
        }
    }

    /**
     * How much patience there is for the answer.
     *
     * @param silence how long nothing may come
     * @param whole how long all of it may take
     * @param bytes how long its body may be, unpacked
     */
    public record Limits(Duration silence, Duration whole, long bytes) {}
}
