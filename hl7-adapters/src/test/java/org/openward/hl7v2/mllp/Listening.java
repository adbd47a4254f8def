package org.openward.hl7v2.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.openward.hl7v2.Acknowledgement;
import org.openward.hl7v2.AcknowledgementMode;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.ErrorCondition;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Problem;
import org.openward.hl7v2.mllp.ListenerSettings.Limits;

/** A listener that remembers what it was sent, and the sockets of those who send, as tests of the wire need them. */
final class Listening {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final Acknowledgements acknowledgements = new Acknowledgements(Clock.systemUTC(), () -> "A", "OPENWARD");
    final MllpServer server = new MllpServer(8, acknowledgements, Clock.systemUTC());
    final List<String> stored = Collections.synchronizedList(new ArrayList<>());

    void stop() throws InterruptedException {
        server.stop(Duration.ofSeconds(2));
    }

    byte[] store(ReceivedBytes received) {
        Optional<MessageHeader> header = MessageHeader.read(received.content());
        if (header.isEmpty()) {
            return acknowledgements.refuseUnreadable(
                    Problem.of(ErrorCondition.SEGMENT_SEQUENCE_ERROR, Place.of("MSH"), "No header")
                            .rejected());
        }
        stored.add(header.get().controlId());
        return acknowledgements.accept(header.get(), AcknowledgementMode.AS_SENT);
    }

    TcpListener listen(Limits limits, InboundMessages inbound) throws IOException {
        return server.listen(ListenerSettings.on("lab", anyPort()).with(limits), inbound);
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static MllpSender sender(TcpListener listener) throws IOException {
        return MllpSender.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()), PATIENCE);
    }

    static Socket connect(TcpListener listener) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    static byte[] message(String id) {
        return ("MSH|^~\\&|XN1000|LAB|||20260301101500||ORU^R01|" + id + "|P|2.5.1\rOBR|1\r")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] frames(List<String> ids) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ids.forEach(id -> all.writeBytes(framed(message(id))));
        return all.toByteArray();
    }

    static byte[] framed(byte[] content) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x0B);
        frame.writeBytes(content);
        frame.write(0x1C);
        frame.write(0x0D);
        return frame.toByteArray();
    }

    static Acknowledgement answer(Socket socket) throws IOException, MalformedMessage {
        InputStream input = socket.getInputStream();
        assertThat(input.read()).isEqualTo(0x0B);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int each = input.read(); each != 0x1C; each = input.read()) {
            assertThat(each).as("end of stream inside an answer").isNotEqualTo(-1);
            answer.write(each);
        }
        assertThat(input.read()).isEqualTo(0x0D);
        return Acknowledgement.parse(answer.toByteArray());
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
