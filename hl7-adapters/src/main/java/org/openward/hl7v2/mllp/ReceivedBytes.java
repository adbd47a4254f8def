package org.openward.hl7v2.mllp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What stood in one frame, with everything the connection knows about its sender. */
public final class ReceivedBytes {
    private final byte[] content;
    private final Connection connection;
    private final Instant receivedAt;
    private final Line line;

    public ReceivedBytes(byte[] content, Connection connection, Instant receivedAt) {
        this(content, connection, receivedAt, Line.CLOSED);
    }

    public ReceivedBytes(byte[] content, Connection connection, Instant receivedAt, Line line) {
        this.content = content;
        this.connection = connection;
        this.receivedAt = receivedAt;
        this.line = line;
    }

    /** One message of those that came together in this frame. */
    public ReceivedBytes part(byte[] message) {
        return new ReceivedBytes(message, connection, receivedAt, line);
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

    /** The way back to the sender, for what is to be said after the answer. */
    public Line line() {
        return line;
    }

    /**
     * Where the bytes came from.
     *
     * @param certificateSubject the distinguished name (RFC 2253) of the client certificate, when TLS asked for one
     */
    public record Connection(
            String listener, InetSocketAddress local, InetSocketAddress remote, Optional<String> certificateSubject) {
        /** What an open connection tells of its other end; a client's certificate only after the handshake. */
        public static Connection of(String listener, ChannelHandlerContext context) {
            return new Connection(
                    listener,
                    (InetSocketAddress) context.channel().localAddress(),
                    (InetSocketAddress) context.channel().remoteAddress(),
                    subject(context));
        }

        private static Optional<String> subject(ChannelHandlerContext context) {
            SslHandler tls = context.pipeline().get(SslHandler.class);
            if (tls == null) {
                return Optional.empty();
            }
            try {
                X509Certificate client =
                        (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
                return Optional.of(client.getSubjectX500Principal().getName());
            } catch (SSLPeerUnverifiedException anonymous) {
                return Optional.empty();
            }
        }
    }
}
