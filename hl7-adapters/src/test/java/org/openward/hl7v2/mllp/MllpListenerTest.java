package org.openward.hl7v2.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openward.hl7v2.mllp.Listening.PATIENCE;
import static org.openward.hl7v2.mllp.Listening.answer;
import static org.openward.hl7v2.mllp.Listening.anyPort;
import static org.openward.hl7v2.mllp.Listening.connect;
import static org.openward.hl7v2.mllp.Listening.frames;
import static org.openward.hl7v2.mllp.Listening.message;
import static org.openward.hl7v2.mllp.Listening.pause;
import static org.openward.hl7v2.mllp.Listening.sender;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.mllp.ListenerSettings.Limits;

@Timeout(60)
class MllpListenerTest {
    private final Listening wire = new Listening();

    @AfterEach
    void stop() throws InterruptedException {
        wire.stop();
    }

    @Test
    void a_message_is_stored_before_it_is_acknowledged() throws IOException {
        TcpListener listener = wire.listen(Limits.DEFAULT, wire::store);

        try (MllpSender sender = sender(listener)) {
            Acknowledgement answer = sender.send(message("M-1"));

            assertThat(answer.code()).isEqualTo("AA");
            assertThat(wire.stored).containsExactly("M-1");
        }
    }

    @Test
    void pipelined_messages_are_acknowledged_in_order_one_at_a_time() throws Exception {
        AtomicInteger together = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TcpListener listener = wire.listen(Limits.DEFAULT, received -> {
            most.accumulateAndGet(together.incrementAndGet(), Math::max);
            pause(wire.stored.size() % 3 == 0 ? 15 : 1);
            together.decrementAndGet();
            return wire.store(received);
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
            assertThat(wire.stored).isEqualTo(ids);
            assertThat(most).hasValue(1);
        }
    }

    @Test
    void a_reception_that_throws_is_answered_as_an_error_and_the_next_message_is_taken() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        TcpListener listener = wire.listen(Limits.DEFAULT, received -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("the database is away");
            }
            return wire.store(received);
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
        TcpListener listener = wire.listen(Limits.DEFAULT, wire::store);
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
            assertThat(wire.stored).hasSize(1000).doesNotHaveDuplicates();
        } finally {
            senders.shutdownNow();
        }
    }

    @Test
    void a_sender_that_ends_its_side_still_gets_every_answer() throws Exception {
        TcpListener listener = wire.listen(Limits.DEFAULT, received -> {
            pause(100);
            return wire.store(received);
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
        TcpListener listener = wire.listen(Limits.DEFAULT, received -> {
            inHand.countDown();
            await(release);
            return wire.store(received);
        });

        try (Socket busy = connect(listener);
                Socket idle = connect(listener)) {
            busy.getOutputStream().write(frames(List.of("M-1", "M-2")));
            await(inHand);
            listener.beginDraining();
            ExecutorService drainer = Executors.newSingleThreadExecutor();
            Future<Boolean> drained = drainer.submit(() -> listener.drain(PATIENCE));
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            assertThat(accepts(listener)).isFalse();
            release.countDown();

            assertThat(answer(busy).controlId()).isEqualTo("M-1");
            assertThat(busy.getInputStream().read()).isEqualTo(-1);
            busy.shutdownOutput();
            assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(wire.stored).containsExactly("M-1");
            drainer.shutdownNow();
        }
    }

    @Test
    void an_empty_answer_writes_nothing_and_the_next_message_is_taken() throws Exception {
        TcpListener listener = wire.listen(Limits.DEFAULT, received -> {
            byte[] answer = wire.store(received);
            return wire.stored.size() == 1 ? new byte[0] : answer;
        });

        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(frames(List.of("M-quiet", "M-2")));

            assertThat(answer(socket).controlId()).isEqualTo("M-2");
            assertThat(wire.stored).containsExactly("M-quiet", "M-2");
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
            return wire.store(received);
        };
        TcpListener first = wire.server.listen(ListenerSettings.on("haematology", anyPort()), inbound);
        TcpListener second = wire.server.listen(ListenerSettings.on("chemistry", anyPort()), inbound);

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
        TcpListener first = wire.listen(Limits.DEFAULT, wire::store);
        InetSocketAddress same = new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port());

        assertThatThrownBy(() -> wire.server.listen(ListenerSettings.on("second", same), wire::store))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("second");
    }

    @Test
    void a_sender_never_takes_the_answer_to_another_message() throws IOException {
        TcpListener listener = wire.listen(
                Limits.DEFAULT,
                received -> wire.acknowledgements.accept(
                        MessageHeader.read(message("M-other")).orElseThrow(), AcknowledgementMode.AS_SENT));

        try (MllpSender sender = sender(listener)) {
            assertThatThrownBy(() -> sender.send(message("M-1")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another message");
            assertThatThrownBy(() -> sender.send(message("M-1"))).isInstanceOf(IOException.class);
        }
    }

    private static int sendTwenty(TcpListener listener, String name) throws IOException {
        int accepted = 0;
        try (MllpSender sender = sender(listener)) {
            for (int count = 0; count < 20; count++) {
                accepted += sender.send(message(name + count)).isAccepted() ? 1 : 0;
            }
        }
        return accepted;
    }

    /** The operating system takes connections until the port is really closed, a moment after the first is hung up. */
    /** The kernel still takes connections until the closed port is let go, and then resets them: nobody listens to those. */
    private static boolean accepts(TcpListener listener) {
        try (Socket late = connect(listener)) {
            late.getOutputStream().write(frames(List.of("M-late")));
            return late.getInputStream().read() != -1;
        } catch (SocketTimeoutException unanswered) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
