package org.openward.hl7v2.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.hl7v2.mllp.Listening.answer;
import static org.openward.hl7v2.mllp.Listening.connect;
import static org.openward.hl7v2.mllp.Listening.framed;
import static org.openward.hl7v2.mllp.Listening.frames;
import static org.openward.hl7v2.mllp.Listening.message;
import static org.openward.hl7v2.mllp.Listening.sender;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openward.hl7v2.Acknowledgement;
import org.openward.hl7v2.mllp.ListenerSettings.Limits;

@Timeout(60)
class MllpFramesTest {
    private final Listening wire = new Listening();

    @AfterEach
    void stop() throws InterruptedException {
        wire.stop();
    }

    @Test
    void a_frame_sent_byte_by_byte_is_one_message() throws Exception {
        TcpListener listener = wire.listen(Limits.DEFAULT, wire::store);

        try (Socket socket = connect(listener)) {
            for (byte each : frames(List.of("M-slow"))) {
                socket.getOutputStream().write(each);
                socket.getOutputStream().flush();
            }

            assertThat(answer(socket).controlId()).isEqualTo("M-slow");
        }
    }

    @Test
    void rubbish_around_frames_is_ignored_counted_and_survived() throws Exception {
        TcpListener listener = wire.listen(Limits.DEFAULT, wire::store);

        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(frames(List.of("M-1")));
            socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(frames(List.of("M-2")));

            assertThat(answer(socket).controlId()).isEqualTo("M-1");
            assertThat(answer(socket).controlId()).isEqualTo("M-2");
            assertThat(listener.traffic().ignoredBytes()).isEqualTo(22);
            assertThat(listener.traffic().messages()).isEqualTo(2);
        }
    }

    @Test
    void a_framed_piece_of_rubbish_is_refused_and_the_connection_goes_on() throws Exception {
        TcpListener listener = wire.listen(Limits.DEFAULT, wire::store);

        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(framed(new byte[] {1, 2, (byte) 0xFF, 0x1C, 3}));
            socket.getOutputStream().write(frames(List.of("M-1")));

            assertThat(answer(socket).code()).isEqualTo("AR");
            assertThat(answer(socket).controlId()).isEqualTo("M-1");
        }
    }

    @Test
    void a_frame_begun_anew_replaces_the_one_broken_off() throws Exception {
        TcpListener listener = wire.listen(Limits.DEFAULT, wire::store);

        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(0x0B);
            socket.getOutputStream().write("MSH|^~\\&|broken".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(frames(List.of("M-again")));

            assertThat(answer(socket).controlId()).isEqualTo("M-again");
            assertThat(listener.traffic().ignoredBytes()).isEqualTo(15);
        }
    }

    @Test
    void a_message_that_is_too_long_is_refused_by_name_and_the_next_one_is_taken() throws Exception {
        TcpListener listener = wire.listen(Limits.DEFAULT.withMessageBytes(20_000), wire::store);
        byte[] large = (new String(message("M-large"), StandardCharsets.US_ASCII) + "NTE|1||" + "x".repeat(200_000)
                        + "\r")
                .getBytes(StandardCharsets.US_ASCII);

        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(framed(large));
            Acknowledgement refused = answer(socket);
            socket.getOutputStream().write(frames(List.of("M-small")));

            assertThat(refused.code()).isEqualTo("AR");
            assertThat(refused.controlId()).isEqualTo("M-large");
            assertThat(answer(socket).controlId()).isEqualTo("M-small");
            assertThat(wire.stored).containsExactly("M-small");
            assertThat(listener.traffic().oversize()).isEqualTo(1);
        }
    }

    @Test
    void a_message_of_exactly_the_limit_is_taken() throws Exception {
        byte[] message = message("M-1");
        TcpListener listener = wire.listen(Limits.DEFAULT.withMessageBytes(message.length), wire::store);

        try (MllpSender sender = sender(listener)) {
            assertThat(sender.send(message).isAccepted()).isTrue();
        }
    }
}
