package org.openward.hl7v2.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openward.hl7v2.Acknowledgement;
import org.openward.hl7v2.AcknowledgementMode;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.ErrorCondition;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Problem;
import org.openward.hl7v2.mllp.ListenerSettings.Limits;

@Timeout(60)
class MllpListenerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Acknowledgements acknowledgements = new Acknowledgements(Clock.systemUTC(), () -> "A", "OPENWARD");
    private final MllpServer server = new MllpServer(8, acknowledgements, Clock.systemUTC());
    private final List<String> stored = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() throws InterruptedException {
        server.stop(Duration.ofSeconds(2));
    }

    @Test
    void a_message_is_stored_before_it_is_acknowledged() throws IOException {
        MllpListener listener = listen(Limits.DEFAULT, this::store);

        try (MllpSender sender = sender(listener)) {
            Acknowledgement answer = sender.send(message("M-1"));

            assertThat(answer.code()).isEqualTo("AA");
            assertThat(stored).containsExactly("M-1");
        }
    }

    @Test
    void pipelined_messages_are_acknowledged_in_order_one_at_a_time() throws Exception {
        AtomicInteger together = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        MllpListener listener = listen(Limits.DEFAULT, received -> {
            most.accumulateAndGet(together.incrementAndGet(), Math::max);
            pause(stored.size() % 3 == 0 ? 15 : 1);
            together.decrementAndGet();
            return store(received);
        });
        List<String> ids =
                IntStream.rangeClosed(1, 40).mapToObj(each -> "M-" + each).toList();

        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(frames(ids));
            List<String> answered = new ArrayList<>();
            for (int count = 0; count < ids.size(); count++) {
                answered.add(answer(socket).controlId());
            }

            assertThat(answered).isEqualTo(ids);
            assertThat(stored).isEqualTo(ids);
            assertThat(most).hasValue(1);
        }
    }

    @Test
    void a_frame_sent_byte_by_byte_is_one_message() throws Exception {
        MllpListener listener = listen(Limits.DEFAULT, this::store);

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
        MllpListener listener = listen(Limits.DEFAULT, this::store);

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
        MllpListener listener = listen(Limits.DEFAULT, this::store);

        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(framed(new byte[] {1, 2, (byte) 0xFF, 0x1C, 3}));
            socket.getOutputStream().write(frames(List.of("M-1")));

            assertThat(answer(socket).code()).isEqualTo("AR");
            assertThat(answer(socket).controlId()).isEqualTo("M-1");
        }
    }

    @Test
    void a_frame_begun_anew_replaces_the_one_broken_off() throws Exception {
        MllpListener listener = listen(Limits.DEFAULT, this::store);

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
        MllpListener listener = listen(Limits.DEFAULT.withMessageBytes(20_000), this::store);
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
            assertThat(stored).containsExactly("M-small");
            assertThat(listener.traffic().oversize()).isEqualTo(1);
        }
    }

    @Test
    void a_message_of_exactly_the_limit_is_taken() throws Exception {
        byte[] message = message("M-1");
        MllpListener listener = listen(Limits.DEFAULT.withMessageBytes(message.length), this::store);

        try (MllpSender sender = sender(listener)) {
            assertThat(sender.send(message).isAccepted()).isTrue();
        }
    }

    @Test
    void a_reception_that_throws_is_answered_as_an_error_and_the_next_message_is_taken() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        MllpListener listener = listen(Limits.DEFAULT, received -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("the database is away");
            }
            return store(received);
        });

        try (MllpSender sender = sender(listener)) {
            Acknowledgement failed = sender.send(message("M-1"));

            assertThat(failed.code()).isEqualTo("AE");
            assertThat(failed.reasons())
                    .singleElement()
                    .asString()
                    .startsWith("207")
                    .doesNotContain("database");
            assertThat(sender.send(message("M-1")).code()).isEqualTo("AA");
            assertThat(listener.traffic().failures()).isEqualTo(1);
        }
    }

    @Test
    void fifty_connections_are_served_in_parallel_and_lose_nothing() throws Exception {
        MllpListener listener = listen(Limits.DEFAULT, this::store);
        ExecutorService senders = Executors.newFixedThreadPool(50);
        try {
            List<Future<Integer>> running = new ArrayList<>();
            for (int connection = 0; connection < 50; connection++) {
                String name = "C" + connection + "-";
                running.add(senders.submit(() -> sendTwenty(listener, name)));
            }
            int accepted = 0;
            for (Future<Integer> each : running) {
                accepted += each.get(30, TimeUnit.SECONDS);
            }

            assertThat(accepted).isEqualTo(1000);
            assertThat(stored).hasSize(1000).doesNotHaveDuplicates();
        } finally {
            senders.shutdownNow();
        }
    }

    @Test
    void a_sender_that_never_ends_its_frame_is_cut_off() throws Exception {
        MllpListener listener = listen(Limits.DEFAULT.withFrameTime(Duration.ofMillis(300)), this::store);

        try (Socket socket = connect(listener)) {
            long start = System.nanoTime();
            socket.getOutputStream().write(0x0B);
            int end = trickleUntilClosed(socket);

            assertThat(end).isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(250), Duration.ofSeconds(10));
            assertThat(listener.traffic().cutOff()).isEqualTo(1);
            assertThat(stored).isEmpty();
        }
    }

    @Test
    void a_connection_on_which_nothing_happens_is_closed() throws Exception {
        MllpListener listener = listen(Limits.DEFAULT.withIdleTime(Duration.ofMillis(200)), this::store);

        try (Socket socket = connect(listener)) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void slow_reception_is_not_taken_for_a_slow_sender() throws IOException {
        Limits hasty = Limits.DEFAULT.withFrameTime(Duration.ofMillis(150)).withIdleTime(Duration.ofMillis(150));
        MllpListener listener = listen(hasty, received -> {
            pause(600);
            return store(received);
        });

        try (MllpSender sender = sender(listener)) {
            assertThat(sender.send(message("M-1")).code()).isEqualTo("AA");
        }
    }

    @Test
    void connections_beyond_the_limit_of_an_address_are_turned_away_until_one_ends() throws Exception {
        MllpListener listener = listen(Limits.DEFAULT.withConnections(10, 2), this::store);

        try (Socket first = connect(listener);
                Socket second = connect(listener)) {
            exchange(first, "M-1");
            exchange(second, "M-2");
            try (Socket third = connect(listener)) {
                assertThat(third.getInputStream().read()).isEqualTo(-1);
            }
            first.shutdownOutput();
            await(() -> listener.traffic().openConnections() == 1);
            try (Socket fourth = connect(listener)) {
                exchange(fourth, "M-4");
            }
        }

        assertThat(listener.traffic().turnedAway()).isEqualTo(1);
    }

    @Test
    void a_sender_that_ends_its_side_still_gets_every_answer() throws Exception {
        MllpListener listener = listen(Limits.DEFAULT, received -> {
            pause(100);
            return store(received);
        });

        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(frames(List.of("M-1", "M-2")));
            socket.shutdownOutput();

            assertThat(answer(socket).controlId()).isEqualTo("M-1");
            assertThat(answer(socket).controlId()).isEqualTo("M-2");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void draining_answers_the_message_in_hand_takes_no_more_and_closes() throws Exception {
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        MllpListener listener = listen(Limits.DEFAULT, received -> {
            inHand.countDown();
            await(release);
            return store(received);
        });

        try (Socket busy = connect(listener);
                Socket idle = connect(listener)) {
            busy.getOutputStream().write(frames(List.of("M-1", "M-2")));
            await(inHand);
            ExecutorService drainer = Executors.newSingleThreadExecutor();
            Future<Boolean> drained = drainer.submit(() -> listener.drain(PATIENCE));
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> connect(listener).close()).isInstanceOf(IOException.class);
            release.countDown();

            assertThat(answer(busy).controlId()).isEqualTo("M-1");
            assertThat(busy.getInputStream().read()).isEqualTo(-1);
            busy.shutdownOutput();
            assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stored).containsExactly("M-1");
            drainer.shutdownNow();
        }
    }

    @Test
    void an_empty_answer_writes_nothing_and_the_next_message_is_taken() throws Exception {
        MllpListener listener = listen(Limits.DEFAULT, received -> {
            byte[] answer = store(received);
            return stored.size() == 1 ? new byte[0] : answer;
        });

        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(frames(List.of("M-quiet", "M-2")));

            assertThat(answer(socket).controlId()).isEqualTo("M-2");
            assertThat(stored).containsExactly("M-quiet", "M-2");
        }
    }

    @Test
    void several_listeners_run_side_by_side_and_say_which_one_received() throws IOException {
        List<String> names = Collections.synchronizedList(new ArrayList<>());
        InboundMessages inbound = received -> {
            names.add(received.connection().listener());
            assertThat(received.connection().remote().getAddress().isLoopbackAddress())
                    .isTrue();
            assertThat(received.connection().certificateSubject()).isEmpty();
            assertThat(received.receivedAt()).isBefore(Instant.now().plusSeconds(1));
            return store(received);
        };
        MllpListener first = server.listen(ListenerSettings.on("haematology", anyPort()), inbound);
        MllpListener second = server.listen(ListenerSettings.on("chemistry", anyPort()), inbound);

        try (MllpSender toFirst = sender(first);
                MllpSender toSecond = sender(second)) {
            toFirst.send(message("M-1"));
            toSecond.send(message("M-2"));
        }

        assertThat(names).containsExactly("haematology", "chemistry");
        assertThat(first.port()).isNotEqualTo(second.port());
    }

    @Test
    void a_port_that_is_taken_cannot_be_opened() throws IOException {
        MllpListener first = listen(Limits.DEFAULT, this::store);
        InetSocketAddress same = new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port());

        assertThatThrownBy(() -> server.listen(ListenerSettings.on("second", same), this::store))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("second");
    }

    @Test
    void a_sender_never_takes_the_answer_to_another_message() throws IOException {
        MllpListener listener = listen(
                Limits.DEFAULT,
                received -> acknowledgements.accept(
                        MessageHeader.read(message("M-other")).orElseThrow(), AcknowledgementMode.AS_SENT));

        try (MllpSender sender = sender(listener)) {
            assertThatThrownBy(() -> sender.send(message("M-1")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another message");
            assertThatThrownBy(() -> sender.send(message("M-1"))).isInstanceOf(IOException.class);
        }
    }

    private byte[] store(ReceivedBytes received) {
        Optional<MessageHeader> header = MessageHeader.read(received.content());
        if (header.isEmpty()) {
            return acknowledgements.refuseUnreadable(
                    Problem.of(ErrorCondition.SEGMENT_SEQUENCE_ERROR, Place.of("MSH"), "No header")
                            .rejected());
        }
        stored.add(header.get().controlId());
        return acknowledgements.accept(header.get(), AcknowledgementMode.AS_SENT);
    }

    private MllpListener listen(Limits limits, InboundMessages inbound) throws IOException {
        return server.listen(ListenerSettings.on("lab", anyPort()).with(limits), inbound);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static MllpSender sender(MllpListener listener) throws IOException {
        return MllpSender.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()), PATIENCE);
    }

    private static Socket connect(MllpListener listener) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static int sendTwenty(MllpListener listener, String name) throws IOException {
        int accepted = 0;
        try (MllpSender sender = sender(listener)) {
            for (int count = 0; count < 20; count++) {
                accepted += sender.send(message(name + count)).isAccepted() ? 1 : 0;
            }
        }
        return accepted;
    }

    private static void exchange(Socket socket, String id) throws Exception {
        socket.getOutputStream().write(frames(List.of(id)));
        assertThat(answer(socket).controlId()).isEqualTo(id);
    }

    private static int trickleUntilClosed(Socket socket) throws IOException {
        socket.setSoTimeout(50);
        for (int count = 0; count < 200; count++) {
            try {
                return socket.getInputStream().read();
            } catch (java.net.SocketTimeoutException stillOpen) {
                socket.getOutputStream().write('x');
            }
        }
        return 0;
    }

    private static byte[] message(String id) {
        return ("MSH|^~\\&|XN1000|LAB|||20260301101500||ORU^R01|" + id + "|P|2.5.1\rOBR|1\r")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] frames(List<String> ids) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ids.forEach(id -> all.writeBytes(framed(message(id))));
        return all.toByteArray();
    }

    private static byte[] framed(byte[] content) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x0B);
        frame.writeBytes(content);
        frame.write(0x1C);
        frame.write(0x0D);
        return frame.toByteArray();
    }

    private static Acknowledgement answer(Socket socket) throws IOException, MalformedMessage {
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

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        for (int count = 0; count < 200 && !condition.getAsBoolean(); count++) {
            pause(25);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
