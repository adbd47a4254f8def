package org.openward.hl7v2.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.hl7v2.mllp.Listening.answer;
import static org.openward.hl7v2.mllp.Listening.connect;
import static org.openward.hl7v2.mllp.Listening.frames;
import static org.openward.hl7v2.mllp.Listening.message;
import static org.openward.hl7v2.mllp.Listening.pause;
import static org.openward.hl7v2.mllp.Listening.sender;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openward.hl7v2.mllp.ListenerSettings.Limits;

@Timeout(60)
class MllpLimitsTest {
    private final Listening wire = new Listening();

    @AfterEach
    void stop() throws InterruptedException {
        wire.stop();
    }

    @Test
    void a_sender_that_never_ends_its_frame_is_cut_off() throws Exception {
        TcpListener listener = wire.listen(Limits.DEFAULT.withFrameTime(Duration.ofMillis(300)), wire::store);

        try (Socket socket = connect(listener)) {
            long start = System.nanoTime();
            socket.getOutputStream().write(0x0B);
            int end = trickleUntilClosed(socket);

            assertThat(end).isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(250), Duration.ofSeconds(10));
            assertThat(listener.traffic().cutOff()).isEqualTo(1);
            assertThat(wire.stored).isEmpty();
        }
    }

    @Test
    void a_connection_on_which_nothing_happens_is_closed() throws Exception {
        TcpListener listener = wire.listen(Limits.DEFAULT.withIdleTime(Duration.ofMillis(200)), wire::store);

        try (Socket socket = connect(listener)) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void slow_reception_is_not_taken_for_a_slow_sender() throws IOException {
        Limits hasty = Limits.DEFAULT.withFrameTime(Duration.ofMillis(150)).withIdleTime(Duration.ofMillis(150));
        TcpListener listener = wire.listen(hasty, received -> {
            pause(600);
            return wire.store(received);
        });

        try (MllpSender sender = sender(listener)) {
            assertThat(sender.send(message("M-1")).code()).isEqualTo("AA");
        }
    }

    @Test
    void connections_beyond_the_limit_of_an_address_are_turned_away_until_one_ends() throws Exception {
        TcpListener listener = wire.listen(Limits.DEFAULT.withConnections(10, 2), wire::store);

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
    void who_comes_from_elsewhere_is_turned_away_before_a_word_is_said() throws Exception {
        TcpListener listener = wire.server.listen(
                ListenerSettings.on("lab", Listening.anyPort()).welcoming(InetAddress.getByName("127.0.0.9")::equals),
                wire::store);

        try (Socket stranger = connect(listener);
                Socket guest = new Socket(
                        InetAddress.getLoopbackAddress(), listener.port(), InetAddress.getByName("127.0.0.9"), 0)) {
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
            exchange(guest, "M-1");
        }

        assertThat(wire.stored).containsExactly("M-1");
        assertThat(listener.traffic().turnedAway()).isEqualTo(1);
    }

    @Test
    void two_hundred_busy_senders_are_answered_beside_a_thousand_silent_ones() throws Exception {
        TcpListener listener = wire.listen(Limits.DEFAULT, wire::store);
        List<Socket> open = new ArrayList<>();
        try {
            for (int number = 0; number < 1000; number++) {
                open.add(from(listener, "127.0.8." + (1 + number / 100)));
            }
            await(() -> listener.traffic().openConnections() == 1000);
            List<Socket> busy = new ArrayList<>();
            for (int number = 0; number < 200; number++) {
                busy.add(from(listener, "127.0.9." + (1 + number / 100)));
            }
            open.addAll(busy);

            for (int round = 0; round < 5; round++) {
                for (int number = 0; number < busy.size(); number++) {
                    busy.get(number).getOutputStream().write(frames(List.of("M-" + round + "-" + number)));
                }
                for (int number = 0; number < busy.size(); number++) {
                    assertThat(answer(busy.get(number)).controlId()).isEqualTo("M-" + round + "-" + number);
                }
            }

            assertThat(listener.traffic().openConnections()).isEqualTo(1200);
            assertThat(wire.stored).hasSize(1000).doesNotHaveDuplicates();
            exchange(open.get(0), "M-late");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static Socket from(TcpListener listener, String address) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), listener.port(), InetAddress.getByName(address), 0);
        socket.setSoTimeout(20_000);
        return socket;
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

    private static void await(java.util.function.BooleanSupplier condition) {
        for (int count = 0; count < 200 && !condition.getAsBoolean(); count++) {
            pause(25);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
