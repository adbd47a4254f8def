package org.openward.hl7v2.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.hl7v2.mllp.Listening.answer;
import static org.openward.hl7v2.mllp.Listening.connect;
import static org.openward.hl7v2.mllp.Listening.frames;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrameMemoryTest {
    private static final int BUDGET = 512 * 1024;
    private static final int LARGE = 1024 * 1024;

    private final FrameMemory memory = new FrameMemory(BUDGET);
    private final Listening wire = new Listening();
    private final ExecutorService senders = Executors.newCachedThreadPool();

    @AfterEach
    void stop() throws InterruptedException {
        senders.shutdownNow();
        wire.stop();
    }

    @Test
    void a_usual_message_is_answered_while_large_ones_that_never_end_hold_all_memory() throws Exception {
        TcpListener listener = listen();
        List<Socket> hostile = new ArrayList<>();
        try {
            for (int number = 0; number < 16; number++) {
                Socket socket = connect(listener);
                hostile.add(socket);
                senders.execute(() -> beginLarge(socket));
            }
            await(() -> memory.taken() >= BUDGET);

            try (Socket usual = connect(listener)) {
                usual.getOutputStream().write(frames(List.of("M-1", "M-2")));
                assertThat(answer(usual).controlId()).isEqualTo("M-1");
                assertThat(answer(usual).controlId()).isEqualTo("M-2");
            }
            assertThat(memory.taken()).isLessThanOrEqualTo(BUDGET + 2L * LARGE);
        } finally {
            for (Socket socket : hostile) {
                socket.close();
            }
        }

        await(() -> memory.taken() == 0);
    }

    @Test
    void large_messages_that_do_not_fit_together_are_all_taken_one_after_the_other() throws Exception {
        TcpListener listener = listen();

        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int number = 0; number < 16; number++) {
            String id = "L-" + number;
            answers.add(CompletableFuture.supplyAsync(() -> sendLarge(listener, id), senders));
        }

        for (CompletableFuture<String> each : answers) {
            assertThat(each.join()).isEqualTo("AA");
        }
        assertThat(wire.stored).hasSize(16).doesNotHaveDuplicates();
        await(() -> memory.taken() == 0);
    }

    @Test
    void who_has_waited_longest_may_exceed_the_budget_and_the_next_when_he_is_done() {
        AtomicInteger told = new AtomicInteger();
        FrameMemory.Share first = memory.share(() -> {});
        FrameMemory.Share second = memory.share(told::incrementAndGet);

        assertThat(first.covers(FrameMemory.GIVEN)).isTrue();
        assertThat(memory.taken()).isZero();
        assertThat(first.covers(3L * BUDGET)).isTrue();
        assertThat(second.covers(FrameMemory.GIVEN)).isTrue();
        assertThat(second.covers(LARGE)).isFalse();
        first.release();

        assertThat(told).hasValue(1);
        assertThat(memory.taken()).isZero();
        assertThat(second.covers(LARGE)).isTrue();
        second.release();
        second.release();
        assertThat(memory.taken()).isZero();
    }

    private TcpListener listen() throws IOException {
        return wire.server.listen(
                ListenerSettings.on("lab", Listening.anyPort()).with(memory), wire::store);
    }

    /** Blocks as soon as the listener reads no more. */
    private static void beginLarge(Socket socket) {
        try {
            byte[] part = new byte[LARGE];
            Arrays.fill(part, (byte) 'x');
            part[0] = Frames.START;
            socket.getOutputStream().write(part);
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static String sendLarge(TcpListener listener, String id) {
        byte[] note = new byte[LARGE - 1000];
        Arrays.fill(note, (byte) 'x');
        String message = new String(Listening.message(id), StandardCharsets.US_ASCII) + "NTE|1||"
                + new String(note, StandardCharsets.US_ASCII) + "\r";
        try (MllpSender sender = Listening.sender(listener)) {
            return sender.send(message.getBytes(StandardCharsets.US_ASCII)).code();
        } catch (IOException failed) {
            return failed.toString();
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        for (int count = 0; count < 800 && !condition.getAsBoolean(); count++) {
            Listening.pause(25);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
