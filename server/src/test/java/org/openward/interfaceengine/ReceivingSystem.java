package org.openward.interfaceengine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.MessageHeader;

/** Somebody's system that is sent HL7 v2 messages over MLLP; it keeps what it took and what it did not apart. */
final class ReceivingSystem implements AutoCloseable {
    private final ExecutorService lines = Executors.newCachedThreadPool();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> notTaken = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final int port;
    private @Nullable ServerSocket door;
    private volatile Mood mood = Mood.WELL;
    private volatile String said = "";

    enum Mood {
        WELL,
        REFUSING,
        HANGING,
        DROPPING,
        /** It answers another message than the one that it was sent. */
        CONFUSED,
        /** It takes what looks like a message of its own. */
        ANSWERING
    }

    ReceivingSystem() throws IOException {
        port = open(0);
    }

    private int open(int wanted) throws IOException {
        var opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
        door = opened;
        lines.execute(() -> listen(opened));
        return opened.getLocalPort();
    }

    String address() {
        return "mllp://127.0.0.1:" + port;
    }

    void is(Mood other) {
        mood = other;
    }

    /** What it says besides MSA, such as the ORC of an analyzer that will not do a test. */
    void says(String segments) {
        said = segments;
        mood = Mood.ANSWERING;
    }

    void goAway() throws IOException {
        if (door != null) {
            door.close();
        }
        for (var socket : open) {
            socket.close();
        }
    }

    void comeBack() throws IOException {
        open(port);
    }

    List<String> taken() {
        return taken;
    }

    List<String> notTaken() {
        return notTaken;
    }

    /** Types and events of what it took, such as ADT^A28. */
    List<String> types() {
        return taken.stream()
                .map(ReceivingSystem::header)
                .map(header -> header.type() + "^" + header.trigger())
                .toList();
    }

    static String controlId(String message) {
        return header(message).controlId();
    }

    private static MessageHeader header(String message) {
        return MessageHeader.read(message.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private void listen(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                var socket = opened.accept();
                open.add(socket);
                lines.execute(() -> talk(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            for (var message = next(socket.getInputStream());
                    message != null;
                    message = next(socket.getInputStream())) {
                if (!answer(socket, message)) {
                    return;
                }
            }
        } catch (IOException hungUp) {
            // the sender has had enough
        } finally {
            open.remove(socket);
        }
    }

    private boolean answer(Socket socket, String message) throws IOException {
        var id = controlId(message);
        var now = mood;
        switch (now) {
            case WELL, ANSWERING -> {
                taken.add(message);
                say(socket, id, "AA", now == Mood.ANSWERING ? said : "");
            }
            case REFUSING -> {
                notTaken.add(message);
                say(socket, id, "AE", "ERR||PID^1^3|204^Unknown key identifier^HL70357|E||||No such patient\r");
            }
            case CONFUSED -> {
                notTaken.add(message);
                say(socket, "another", "AA", "");
            }
            case HANGING -> {
                notTaken.add(message);
                sleep();
                return false;
            }
            case DROPPING -> {
                notTaken.add(message);
                return false;
            }
        }
        return true;
    }

    private static void say(Socket socket, String id, String code, String more) throws IOException {
        var answer =
                "MSH|^~\\&|RIS|WEST|OPENWARD|HOSPITAL|20260301||ACK|1|P|2.5.1\rMSA|" + code + "|" + id + "\r" + more;
        socket.getOutputStream().write(("\u000b" + answer + "\u001c\r").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static @Nullable String next(InputStream in) throws IOException {
        var message = new ByteArrayOutputStream();
        for (var each = in.read(); each >= 0; each = in.read()) {
            if (each == 0x1c) {
                in.read();
                return message.toString(StandardCharsets.UTF_8);
            } else if (each != 0x0b) {
                message.write(each);
            }
        }
        return null;
    }

    private static void sleep() {
        try {
            Thread.sleep(3_000);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        goAway();
        lines.shutdownNow();
    }
}
