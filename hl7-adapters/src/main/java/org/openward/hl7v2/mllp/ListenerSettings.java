package org.openward.hl7v2.mllp;

import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One listening port.
 *
 * @param name how logs, metrics and received messages call this listener
 * @param address where to bind; port 0 takes any free one
 * @param welcome the addresses from which connections are taken
 * @param tls the TLS context, which decides whether clients must show a certificate
 * @param memory what unfinished messages of all connections may take, here and on other ports with the same
 */
public record ListenerSettings(
        String name,
        InetSocketAddress address,
        Limits limits,
        Predicate<InetAddress> welcome,
        Optional<SslContext> tls,
        FrameMemory memory) {

    public static ListenerSettings on(String name, InetSocketAddress address) {
        return new ListenerSettings(
                name, address, Limits.DEFAULT, anybody -> true, Optional.empty(), FrameMemory.usual());
    }

    public ListenerSettings with(Limits other) {
        return new ListenerSettings(name, address, other, welcome, tls, memory);
    }

    /** Shares the memory for unfinished messages with other ports. */
    public ListenerSettings with(FrameMemory shared) {
        return new ListenerSettings(name, address, limits, welcome, tls, shared);
    }

    public ListenerSettings with(SslContext context) {
        return new ListenerSettings(name, address, limits, welcome, Optional.of(context), memory);
    }

    /** Turns everybody else away, before a word is said. */
    public ListenerSettings welcoming(Predicate<InetAddress> some) {
        return new ListenerSettings(name, address, limits, some, tls, memory);
    }

    /**
     * What one listener allows its senders.
     *
     * @param messageBytes the longest message that is taken
     * @param frameTime how long one frame may take from its first byte to its last
     * @param idleTime how long a connection may stay without completing a frame
     */
    public record Limits(
            int messageBytes, Duration frameTime, Duration idleTime, int connections, int connectionsPerAddress) {
        public static final Limits DEFAULT =
                new Limits(16 * 1024 * 1024, Duration.ofMinutes(1), Duration.ofHours(12), 2000, 100);

        public Limits {
            if (messageBytes < 1 || connections < 1 || connectionsPerAddress < 1) {
                throw new IllegalArgumentException("The limits of a listener are positive");
            }
        }

        public Limits withMessageBytes(int bytes) {
            return new Limits(bytes, frameTime, idleTime, connections, connectionsPerAddress);
        }

        public Limits withFrameTime(Duration time) {
            return new Limits(messageBytes, time, idleTime, connections, connectionsPerAddress);
        }

        public Limits withIdleTime(Duration time) {
            return new Limits(messageBytes, frameTime, time, connections, connectionsPerAddress);
        }

        public Limits withConnections(int inAll, int perAddress) {
            return new Limits(messageBytes, frameTime, idleTime, inAll, perAddress);
        }
    }
}
