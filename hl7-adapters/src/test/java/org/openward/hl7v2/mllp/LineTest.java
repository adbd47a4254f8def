package org.openward.hl7v2.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.hl7v2.mllp.Listening.PATIENCE;
import static org.openward.hl7v2.mllp.Listening.answer;
import static org.openward.hl7v2.mllp.Listening.connect;
import static org.openward.hl7v2.mllp.Listening.framed;
import static org.openward.hl7v2.mllp.Listening.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.mllp.ListenerSettings.Limits;

class LineTest {
    private static final long SECONDS = PATIENCE.toSeconds();

    private final Listening listening = new Listening();
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() throws InterruptedException {
        listening.stop();
    }

    @Test
    void what_is_said_besides_never_overtakes_the_answer_to_the_message_in_hand() throws Exception {
        List<CompletableFuture<Boolean>> sent = new ArrayList<>();
        TcpListener listener = listening.listen(Limits.DEFAULT, received -> {
            sent.add(received.line().send(message("late")));
            Listening.pause(50);
            return listening.store(received);
        });

        try (var socket = connect(listener)) {
            socket.getOutputStream().write(framed(message("1")));

            assertThat(answer(socket).controlId()).isEqualTo("1");
            assertThat(new String(
                            socket.getInputStream().readNBytes(message("late").length + 3), StandardCharsets.US_ASCII))
                    .contains("|late|");
            assertThat(sent.get(0).get(SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void something_may_be_said_to_a_sender_that_waits_for_nothing() throws Exception {
        TcpListener listener = listening.listen(Limits.DEFAULT, this::remember);

        try (var socket = connect(listener)) {
            socket.getOutputStream().write(framed(message("1")));
            answer(socket);
            Line line = lines.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(line.isOpen()).isTrue();

            assertThat(line.send(message("late")).get(SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(new String(
                            socket.getInputStream().readNBytes(message("late").length + 3), StandardCharsets.US_ASCII))
                    .contains("|late|");
            socket.getOutputStream().write(framed(message("2")));
            assertThat(answer(socket).controlId()).isEqualTo("2");
        }
    }

    @Test
    void nothing_can_be_said_to_a_sender_that_hung_up() throws Exception {
        TcpListener listener = listening.listen(Limits.DEFAULT, this::remember);
        try (var socket = connect(listener)) {
            socket.getOutputStream().write(framed(message("1")));
            answer(socket);
        }
        Line line = lines.poll(SECONDS, TimeUnit.SECONDS);
        for (int patience = 0; line.isOpen() && patience < 200; patience++) {
            Listening.pause(50);
        }

        assertThat(line.send(message("late")).get(SECONDS, TimeUnit.SECONDS)).isFalse();
        assertThat(Line.CLOSED.send(message("late")).get(SECONDS, TimeUnit.SECONDS))
                .isFalse();
    }

    private byte[] remember(ReceivedBytes received) {
        lines.add(received.line());
        return listening.store(received);
    }
}
