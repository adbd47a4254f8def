package org.openward.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** Somebody who knocks from an address of his own, byte by byte as he likes. */
public final class Intruder {
    private final URI root;
    private final InetAddress address;

    /** From an address that nobody else has. */
    public Intruder(URI root) {
        this(root, new byte[] {127, number(), number(), number()});
    }

    private Intruder(URI root, byte[] address) {
        this.root = root;
        try {
            this.address = InetAddress.getByAddress(address);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** From that address of this machine. */
    public static Intruder from(URI root, InetAddress address) {
        return new Intruder(root, address.getAddress());
    }

    private static byte number() {
        return (byte) ThreadLocalRandom.current().nextInt(2, 127);
    }

    /** The whole answer, its head included; what came before the connection broke when it did. */
    public String send(String line, String headers, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = line + " HTTP/1.1\r\nHost: 127.0.0.1:" + root.getPort() + "\r\nConnection: close\r\n" + headers
                + (bytes.length == 0 ? "" : "Content-Length: " + bytes.length + "\r\n");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), root.getPort(), address, 0)) {
            socket.setSoTimeout(30_000);
            return talk(socket, head + "\r\n" + body);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String talk(Socket socket, String request) throws IOException {
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        } catch (IOException hungUp) {
            // The server need not listen to the end of what it refuses.
            return answer(socket);
        }
        return answer(socket);
    }

    private static String answer(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException hungUp) {
            return "";
        }
    }

    /** Asks for a token in the name of a client. */
    public String guess(String client, String secret) {
        return send(
                "POST /oauth2/token",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                "grant_type=client_credentials&client_id=" + client + "&client_secret=" + secret);
    }
}
