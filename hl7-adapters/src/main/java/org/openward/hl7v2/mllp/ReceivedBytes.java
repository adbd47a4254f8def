package org.openward.hl7v2.mllp;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/** What stood in one frame, with everything the connection knows about its sender. */
public final class ReceivedBytes {
    private final byte[] content;
    private final Connection connection;
    private final Instant receivedAt;

    public ReceivedBytes(byte[] content, Connection connection, Instant receivedAt) {
        this.content = content;
        this.connection = connection;
        this.receivedAt = receivedAt;
    }

    /** The bytes between the start and the end of the frame; not a copy, not to be changed. */
    public byte[] content() {
        return content;
    }

    public Connection connection() {
        return connection;
    }

    public Instant receivedAt() {
        return receivedAt;
    }

    /**
     * Where the bytes came from.
     *
     * @param certificateSubject the distinguished name (RFC 2253) of the client certificate, when TLS asked for one
     */
    public record Connection(
            String listener, InetSocketAddress local, InetSocketAddress remote, Optional<String> certificateSubject) {}
}
