package org.openward.interfaceengine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A sender that keeps its connection and reads frame after frame, as the server sends them. */
final class OpenLine implements AutoCloseable {
    private static final int PATIENCE = 30_000;

    private final Socket socket;

    OpenLine(int port) {
        this(port, InetAddress.getLoopbackAddress());
    }

    /** @param own the address of this machine that the line comes from */
    OpenLine(int port, InetAddress own) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port, own, 0);
            socket.setSoTimeout(PATIENCE);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    OpenLine send(String content) {
        return send(content.getBytes(StandardCharsets.UTF_8));
    }

    OpenLine send(byte[] content) {
        return put(Lines.framed(content));
    }

    /** Puts bytes on the line as they are, a whole frame or not. */
    OpenLine put(byte[] wire) {
        try {
            socket.getOutputStream().write(wire);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The content of the next frame. */
    String next() {
        try {
            var frame = new StringBuilder();
            for (int each = read(); each != 0x1c; each = read()) {
                if (each != 0x0b) {
                    frame.append((char) each);
                }
            }
            read();
            return frame.toString();
        } catch (IOException silent) {
            throw new UncheckedIOException(silent);
        }
    }

    private int read() throws IOException {
        var each = socket.getInputStream().read();
        if (each < 0) {
            throw new IOException("The line was cut");
        }
        return each;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
