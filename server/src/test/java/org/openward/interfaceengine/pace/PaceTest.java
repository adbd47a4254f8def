package org.openward.interfaceengine.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openward.testing.MovableClock;

class PaceTest {
    private static final int LANES = 16;
    private static final Instant NOW = Instant.parse("2026-11-21T08:15:00Z");
    private static final Duration HOLD = Duration.ofMillis(1);
    private static final Set<Thread.State> WAITING = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final MovableClock clock = new MovableClock(NOW);
    private final Pace pace = new Pace(metrics, Duration.ofSeconds(30), HOLD, clock);

    @Test
    void lanes_are_filed_side_by_side_while_one_analyzer_sends() throws Exception {
        pace.comes();

        assertThat(filedSideBySide()).isTrue();
    }

    @Test
    void lanes_are_filed_one_at_a_time_while_several_analyzers_wait() throws Exception {
        pace.comes();
        pace.comes();
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var filed = new AtomicInteger();

        everywhere(() -> pace.file(() -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
            return filed.incrementAndGet();
        }));

        assertThat(most).hasValue(1);
        assertThat(filed).hasValue(LANES);
    }

    @Test
    void filing_has_its_threads_back_when_a_lane_falls_behind() throws Exception {
        pace.comes();
        pace.comes();
        pace.waiting(Map.of("late", Duration.ofSeconds(31)));

        assertThat(filedSideBySide()).isTrue();
    }

    @Test
    void who_waits_for_one_that_hangs_is_filed_when_a_lane_falls_behind() throws Exception {
        assertThat(isFiledBesideOneThatHangs(() -> pace.waiting(Map.of("late", Duration.ofSeconds(31)))))
                .isTrue();
    }

    @Test
    void who_waits_for_one_that_hangs_is_filed_when_no_analyzer_waits_any_more() throws Exception {
        assertThat(isFiledBesideOneThatHangs(pace::goes)).isTrue();
    }

    @Test
    void only_lanes_that_fall_behind_get_their_answers_later() {
        pace.waiting(Map.of("late", Duration.ofSeconds(31), "quick", Duration.ofSeconds(29)));
        pace.hold("late", NOW);
        pace.hold("quick", NOW);
        pace.hold("idle", NOW);

        assertThat(braked()).isEqualTo(1);

        pace.waiting(Map.of("late", Duration.ofSeconds(1)));
        pace.hold("late", NOW);

        assertThat(braked()).isEqualTo(1);
    }

    @Test
    void the_messages_of_one_frame_are_held_back_together() {
        pace.waiting(Map.of("late", Duration.ofSeconds(31)));
        pace.hold("late", NOW);
        clock.moveTo(NOW.plus(HOLD));

        for (var message = 2; message <= 5; message++) {
            pace.hold("late", NOW);
        }
        assertThat(braked()).isEqualTo(1);

        pace.hold("late", NOW.plus(HOLD));
        assertThat(braked()).isEqualTo(2);
    }

    private double braked() {
        return metrics.get("openward.feed.braked").counter().count();
    }

    /** Whether a filing that waits already for one that does not end goes on after the change. */
    private boolean isFiledBesideOneThatHangs(Runnable change) throws Exception {
        pace.comes();
        pace.comes();
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        new Thread(() -> pace.file(() -> hangs(begun, end))).start();
        begun.await();
        var filed = new FutureTask<Boolean>(() -> pace.file(() -> true));
        var waiting = new Thread(filed);
        try {
            waiting.start();
            await().until(waiting::getState, WAITING::contains);
            change.run();
            return filed.get(10, TimeUnit.SECONDS);
        } finally {
            end.countDown();
        }
    }

    private static boolean hangs(CountDownLatch begun, CountDownLatch end) {
        begun.countDown();
        try {
            end.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** Two filings that wait for each other. */
    private boolean filedSideBySide() throws Exception {
        var both = new CyclicBarrier(2);
        var threads = Executors.newFixedThreadPool(2);
        try {
            var other = threads.submit(() -> pace.file(() -> meets(both)));
            return pace.file(() -> meets(both)) && other.get(10, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean meets(CyclicBarrier both) {
        try {
            both.await(10, TimeUnit.SECONDS);
            return true;
        } catch (Exception alone) {
            return false;
        }
    }

    private static void everywhere(Runnable work) throws Exception {
        var threads = Executors.newFixedThreadPool(LANES);
        try {
            var running = new ArrayList<Future<?>>();
            for (var lane = 0; lane < LANES; lane++) {
                running.add(threads.submit(work));
            }
            for (var one : running) {
                one.get(10, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
