package org.openward.security.outbound;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.springframework.stereotype.Component;

/**
 * Opens connections to hosts that clients named, for whatever is spoken on them. Each address is checked when the connection
 * is made, so that no name leads into the hospital's own network afterwards.
 */
@Component
public class OutgoingSockets {
    private final OutboundPolicy policy;
    private final int connectTimeout;

    OutgoingSockets(OutboundSettings settings) {
        this.policy = new OutboundPolicy(settings.allow());
        this.connectTimeout = Math.toIntExact(settings.connectTimeout().toMillis());
    }

    /** Which hosts may be connected to. */
    public OutboundPolicy policy() {
        return policy;
    }

    /**
     * A connection that stands, to the first address of the host that answers.
     *
     * @throws AddressRefused when the host leads only to addresses where this server sends nothing
     */
    public Socket connect(String host, int port) throws IOException {
        IOException failure = new AddressRefused("The name leads to an address where this server sends nothing.");
        for (var address : InetAddress.getAllByName(host)) {
            if (policy.permits(host, port, address)) {
                try {
                    return connected(new InetSocketAddress(address, port));
                } catch (IOException unreachable) {
                    failure = new ConnectException("The receiver does not answer.");
                    failure.addSuppressed(unreachable);
                }
            }
        }
        throw failure;
    }

    private Socket connected(InetSocketAddress receiver) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(receiver, connectTimeout);
            return socket;
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }
}
