package org.openward.astm.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.astm.link.Frame;
import org.openward.astm.link.LinkEvent.Cause;
import org.openward.astm.link.LinkSettings;
import org.openward.astm.link.LinkSettings.Packing;
import org.openward.hl7v2.mllp.FrameMemory;
import org.openward.hl7v2.mllp.ListenerSettings;
import org.openward.hl7v2.mllp.ListenerSettings.Limits;
import org.openward.hl7v2.mllp.TcpListener;

class AstmServerTest {
    private static final int ENQ = 0x05;
    private static final int ACK = 0x06;
    private static final int NAK = 0x15;
    private static final int EOT = 0x04;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final AstmServer server = new AstmServer(4, line -> new Heard(), Clock.systemUTC());
    private TcpListener listener;

    /** Refuses and fails as the text of a frame says, and answers a question. */
    private final class Heard implements Conversation {
        @Override
        public List<Reply> keep(Frame frame) throws FrameNotKept {
            heard.add("frame " + frame.text().strip());
            if (frame.text().contains("REFUSE")) {
                throw new FrameNotKept("not wanted");
            }
            if (frame.text().contains("FAIL")) {
                throw new IllegalStateException("broken");
            }
            if (frame.text().startsWith("Q")) {
                return List.of(new Reply("\u0000H", Packing.RECORDS), new Reply("H|\r", Packing.RECORDS));
            }
            return List.of();
        }

        @Override
        public void ended() {
            heard.add("ended");
        }

        @Override
        public void broken(Cause cause) {
            heard.add("broken " + cause);
        }

        @Override
        public void undelivered(Cause cause) {
            heard.add("undelivered " + cause);
        }
    }

    @BeforeEach
    void open() throws IOException {
        listener = server.listen(
                ListenerSettings.on("astm", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .with(Limits.DEFAULT.withConnections(3, 3)),
                LinkSettings.HOST);
    }

    @AfterEach
    void close() throws InterruptedException {
        server.stop(Duration.ofMillis(200));
    }

    @Test
    void a_frame_is_acknowledged_when_it_is_kept_and_refused_when_it_is_not() throws Exception {
        try (Socket line = connect()) {
            say(line, ENQ);
            assertThat(hear(line)).isEqualTo(ACK);
            say(line, frame(1, "H|\r"));
            assertThat(hear(line)).isEqualTo(ACK);
            say(line, frame(2, "REFUSE\r"));
            assertThat(hear(line)).isEqualTo(NAK);
            say(line, frame(2, "FAIL\r"));
            assertThat(hear(line)).isEqualTo(NAK);
            say(line, frame(2, "R|1\r"));
            assertThat(hear(line)).isEqualTo(ACK);
            say(line, EOT);

            assertThat(told(5)).containsExactly("frame H|", "frame REFUSE", "frame FAIL", "frame R|1", "ended");
        }
    }

    @Test
    void bytes_may_come_one_by_one_or_all_together() throws Exception {
        try (Socket line = connect()) {
            for (byte each : ("\u0005" + frame(1, "H|\r")).getBytes(StandardCharsets.ISO_8859_1)) {
                line.getOutputStream().write(each);
                line.getOutputStream().flush();
            }
            assertThat(List.of(hear(line), hear(line))).containsOnly(ACK);
            say(line, frame(2, "R|1\r") + frame(3, "R|2\r") + "\u0004");

            assertThat(List.of(hear(line), hear(line))).containsOnly(ACK);
            assertThat(told(4)).containsExactly("frame H|", "frame R|1", "frame R|2", "ended");
        }
    }

    @Test
    void a_line_that_is_cut_is_told_after_what_was_kept() throws Exception {
        try (Socket line = connect()) {
            say(line, "\u0005" + frame(1, "H|\r") + "\u00022R|1|hal");
            assertThat(List.of(hear(line), hear(line))).containsOnly(ACK);
        }

        assertThat(told(2)).containsExactly("frame H|", "broken CLOSED");
    }

    @Test
    void an_answer_goes_out_when_the_line_is_free_and_one_that_cannot_be_sent_is_in_nobodys_way() throws Exception {
        try (Socket line = connect()) {
            say(line, "\u0005" + frame(1, "Q|1\r"));
            assertThat(List.of(hear(line), hear(line))).containsOnly(ACK);
            say(line, EOT);

            assertThat(hear(line)).isEqualTo(ENQ);
            say(line, ACK);
            assertThat(new String(
                            line.getInputStream().readNBytes(frame(1, "H|\r").length()), StandardCharsets.ISO_8859_1))
                    .isEqualTo(frame(1, "H|\r"));
            say(line, ACK);
            assertThat(hear(line)).isEqualTo(EOT);
        }
    }

    @Test
    void one_connection_too_many_is_turned_away_and_the_others_go_on() throws Exception {
        try (Socket one = connect();
                Socket two = connect();
                Socket three = connect()) {
            for (Socket each : List.of(one, two, three)) {
                say(each, ENQ);
                assertThat(hear(each)).isEqualTo(ACK);
            }

            try (Socket four = connect()) {
                assertThat(hear(four)).isEqualTo(-1);
            }
            say(two, frame(1, "H|\r"));
            assertThat(hear(two)).isEqualTo(ACK);
        }
    }

    @Test
    void a_port_that_closes_takes_no_new_calls() throws Exception {
        try (Socket line = connect()) {
            say(line, ENQ);
            assertThat(hear(line)).isEqualTo(ACK);
            say(line, EOT);
            listener.beginDraining();

            assertThat(hear(line)).isEqualTo(-1);
        }
    }

    @Test
    void text_without_calls_is_counted_and_the_line_goes_on() throws Exception {
        try (Socket line = connect()) {
            say(line, "H|\\^&|||COUNTER\rR|1|^^^WBC|9.8\rL|1|N\r");
            for (int count = 0; count < 400 && listener.traffic().ignoredBytes() < 30; count++) {
                Thread.sleep(25);
            }
            assertThat(listener.traffic().ignoredBytes()).isGreaterThanOrEqualTo(30);
            assertThat(heard).isEmpty();

            say(line, ENQ);
            assertThat(hear(line)).isEqualTo(ACK);
        }
    }

    @Test
    void a_long_transmission_waits_for_memory_and_a_usual_one_does_not() throws Exception {
        FrameMemory memory = new FrameMemory(1);
        listener = server.listen(
                ListenerSettings.on("astm", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .with(memory),
                LinkSettings.HOST);

        try (Socket first = connect();
                Socket second = connect();
                Socket usual = connect()) {
            sayLong(first, "a");
            assertThat(List.of(hear(first), hear(first), hear(first))).containsOnly(ACK);
            sayLong(second, "b");
            assertThat(List.of(hear(second), hear(second))).containsOnly(ACK);
            say(usual, "\u0005" + frame(1, "H|\r"));
            assertThat(List.of(hear(usual), hear(usual))).containsOnly(ACK);
            assertThat(told(4)).noneMatch(what -> what.startsWith("frame b2"));
            say(first, EOT);

            assertThat(hear(second)).isEqualTo(ACK);
            assertThat(memory.taken()).isPositive();
        }

        for (int count = 0; count < 400 && memory.taken() > 0; count++) {
            Thread.sleep(25);
        }
        assertThat(memory.taken()).isZero();
    }

    /** Two frames of which only the first fits into what every line has. */
    private static void sayLong(Socket line, String name) throws IOException {
        say(line, "\u0005" + frame(1, name + "1" + "x".repeat(60_000)) + frame(2, name + "2" + "x".repeat(60_000)));
    }

    private Socket connect() throws IOException {
        Socket line = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        line.setSoTimeout(10_000);
        line.setTcpNoDelay(true);
        return line;
    }

    private List<String> told(int things) throws InterruptedException {
        List<String> told = new ArrayList<>();
        for (int each = 0; each < things; each++) {
            told.add(String.valueOf(heard.poll(10, TimeUnit.SECONDS)));
        }
        return told;
    }

    private static void say(Socket line, int control) throws IOException {
        line.getOutputStream().write(control);
    }

    private static void say(Socket line, String wire) throws IOException {
        line.getOutputStream().write(wire.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static int hear(Socket line) throws IOException {
        return line.getInputStream().read();
    }

    private static String frame(int number, String text) {
        String summed = number + text + "\u0003";
        return "\u0002" + summed + "%02X".formatted(summed.chars().sum() & 0xFF) + "\r\n";
    }
}
