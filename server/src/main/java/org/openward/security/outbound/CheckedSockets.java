package org.openward.security.outbound;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.http.HttpHost;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Looks at the very address that a connection goes to, the last moment before it is made: no name can change after that. */
record CheckedSockets(OutboundPolicy policy, ConnectionSocketFactory sockets) implements ConnectionSocketFactory {
    @Override
    public Socket createSocket(HttpContext context) throws IOException {
        return sockets.createSocket(context);
    }

    @Override
    public Socket connectSocket(
            int timeout,
            Socket socket,
            HttpHost host,
            InetSocketAddress remote,
            @Nullable InetSocketAddress local,
            HttpContext context)
            throws IOException {
        if (!policy.permits(host.getHostName(), remote.getPort(), remote.getAddress())) {
            throw new AddressRefused("The name leads to an address where this server sends nothing.");
        }
        return sockets.connectSocket(timeout, socket, host, remote, local, context);
    }
}
