package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An analyzer at the other end of an ASTM line, which can do everything wrong. */
final class Instrument implements Closeable {
    static final int ENQ = 0x05;
    static final int ACK = 0x06;
    static final int NAK = 0x15;
    static final int EOT = 0x04;
    private static final int PATIENCE = 30_000;

    private final Socket line;

    private Instrument(Socket line) {
        this.line = line;
    }

    static Instrument at(int port) throws IOException {
        return at(port, InetAddress.getLoopbackAddress());
    }

    /** @param own the address of this machine that the line comes from */
    static Instrument at(int port, InetAddress own) throws IOException {
        var line = new Socket(InetAddress.getLoopbackAddress(), port, own, 0);
        line.setSoTimeout(PATIENCE);
        line.setTcpNoDelay(true);
        return new Instrument(line);
    }

    void say(int control) throws IOException {
        line.getOutputStream().write(control);
    }

    void say(String wire) throws IOException {
        line.getOutputStream().write(wire.getBytes(StandardCharsets.ISO_8859_1));
    }

    int hear() throws IOException {
        return line.getInputStream().read();
    }

    /** Sends all records as it should, and every one is acknowledged. */
    void send(List<String> records) throws IOException {
        begin();
        int number = 0;
        for (var record : records) {
            number++;
            say(frame(number % 8, record));
            assertThat(hear()).as("the answer to " + record).isEqualTo(ACK);
        }
        say(EOT);
    }

    void begin() throws IOException {
        say(ENQ);
        assertThat(hear()).isEqualTo(ACK);
    }

    /** Takes the message that the host sends. */
    String receive() throws IOException {
        assertThat(hear()).isEqualTo(ENQ);
        say(ACK);
        var text = new StringBuilder();
        for (int each = hear(); each != EOT; each = hear()) {
            assertThat(each).isEqualTo(0x02);
            var frame = new ByteArrayOutputStream();
            for (int inside = hear(); inside != '\n'; inside = hear()) {
                frame.write(inside);
            }
            var whole = frame.toString(StandardCharsets.ISO_8859_1);
            text.append(whole, 1, whole.length() - 4);
            say(ACK);
        }
        return text.toString();
    }

    static String frame(int number, String record) {
        var summed = number + record + "\r\u0003";
        return "\u0002" + summed + "%02X".formatted(summed.chars().sum() & 0xff) + "\r\n";
    }

    static String damaged(int number, String record) {
        return frame(number, record).replace("\u0003", "x\u0003");
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
