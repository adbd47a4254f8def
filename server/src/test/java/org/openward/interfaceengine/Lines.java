package org.openward.interfaceengine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A plain line to the port for analyzers, for senders that do not wait politely. */
final class Lines {
    private static final int PATIENCE = 60_000;

    private Lines() {}

    static byte[] framed(byte[] content) {
        var frame = new byte[content.length + 3];
        frame[0] = 0x0b;
        System.arraycopy(content, 0, frame, 1, content.length);
        frame[content.length + 1] = 0x1c;
        frame[content.length + 2] = '\r';
        return frame;
    }

    /** Sends all messages at once over one connection and only then reads the answers. */
    static List<String> exchange(int port, List<String> messages) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE);
            var out = socket.getOutputStream();
            for (var message : messages) {
                out.write(framed(message.getBytes(StandardCharsets.UTF_8)));
            }
            out.flush();
            var answers = new ArrayList<String>();
            var answer = new StringBuilder();
            while (answers.size() < messages.size()) {
                var next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IOException("The line was cut after " + answers.size() + " answers");
                }
                if (next == 0x1c) {
                    socket.getInputStream().read();
                    answers.add(answer.toString());
                    answer.setLength(0);
                } else if (next != 0x0b) {
                    answer.append((char) next);
                }
            }
            return answers;
        }
    }
}
