package org.openward.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openward.testing.AtOnce;

class SharedCommitTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int THREADS = 16;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** What was written, group by group. */
    private final List<List<String>> written = new CopyOnWriteArrayList<>();

    private final CountDownLatch disk = new CountDownLatch(1);
    private final SharedCommit<String> slow = new SharedCommit<>(3, this::writeSlowly);

    @AfterEach
    void end() {
        disk.countDown();
        threads.shutdownNow();
    }

    @Test
    void whoever_comes_alone_writes_on_its_own_thread() throws Exception {
        var writers = new ArrayList<Thread>();
        var commit = new SharedCommit<String>(3, group -> writers.add(Thread.currentThread()));

        commit.write("a", LONG);
        commit.write("b", LONG);

        assertThat(writers).containsExactly(Thread.currentThread(), Thread.currentThread());
    }

    @Test
    void what_gathers_meanwhile_is_written_together_and_no_more_of_it_than_fits() throws Exception {
        var all = new ArrayList<Future<?>>(List.of(writing("first")));
        await().until(() -> written.size() == 1);
        for (var name : List.of("a", "b", "c", "d")) {
            var before = slow.waiting();
            all.add(writing(name));
            await().until(() -> slow.waiting() == before + 1);
        }

        disk.countDown();
        for (var each : all) {
            each.get(30, TimeUnit.SECONDS);
        }

        assertThat(written).containsExactly(List.of("first"), List.of("a", "b", "c"), List.of("d"));
    }

    @Test
    void each_of_many_is_written_once_and_never_two_groups_at_a_time() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var seen = new CopyOnWriteArrayList<String>();
        var commit = new SharedCommit<String>(5, group -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            seen.addAll(group);
            inside.decrementAndGet();
        });

        var outcomes = AtOnce.all(THREADS, thread -> () -> {
            for (var number = 0; number < 200; number++) {
                commit.write(thread + "/" + number, LONG);
                assertThat(seen).contains(thread + "/" + number);
            }
            return thread;
        });

        assertThat(outcomes).allMatch(AtOnce.Outcome::succeeded);
        assertThat(seen).hasSize(THREADS * 200).doesNotHaveDuplicates();
        assertThat(most).hasValue(1);
        assertThat(commit.waiting()).isZero();
    }

    @Test
    void whoever_loses_patience_is_not_written_any_more_and_stops_nobody() throws Exception {
        var first = writing("first");
        await().until(() -> written.size() == 1);

        assertThatThrownBy(() -> slow.write("impatient", Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
        var patient = writing("patient");
        await().until(() -> slow.waiting() == 1);
        disk.countDown();
        first.get(30, TimeUnit.SECONDS);
        patient.get(30, TimeUnit.SECONDS);

        assertThat(written).containsExactly(List.of("first"), List.of("patient"));
    }

    @Test
    void whoever_is_on_the_way_to_the_disk_waits_until_it_is_there() throws Exception {
        var second = new CountDownLatch(1);
        var commit = new SharedCommit<String>(3, group -> {
            writeSlowly(group);
            if (group.contains("hurried")) {
                hold(second);
            }
        });
        var first = writing(commit, "first", LONG);
        await().until(() -> written.size() == 1);
        var patient = writing(commit, "patient", LONG);
        await().until(() -> commit.waiting() == 1);
        var hurried = writing(commit, "hurried", Duration.ofSeconds(3));
        await().until(() -> commit.waiting() == 2);
        disk.countDown();
        await().until(() -> written.size() == 2);

        assertThatThrownBy(() -> hurried.get(4, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        second.countDown();

        for (var each : List.of(first, patient, hurried)) {
            each.get(30, TimeUnit.SECONDS);
        }
        assertThat(written).containsExactly(List.of("first"), List.of("patient", "hurried"));
    }

    /** Some of them are called to write the next group while they give up. */
    @Test
    void many_who_lose_patience_leave_the_disk_to_the_others() throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        var commit = new SharedCommit<String>(2, group -> {
            pause();
            seen.addAll(group);
        });

        AtOnce.all(THREADS, thread -> () -> {
            for (var number = 0; number < 50; number++) {
                try {
                    commit.write(thread + "/" + number, Duration.ofMillis(thread % 4));
                } catch (TimeoutException late) {
                    // It comes again with the next number.
                }
            }
            return thread;
        });
        commit.write("last", LONG);

        assertThat(seen).endsWith("last").doesNotHaveDuplicates();
        assertThat(commit.waiting()).isZero();
    }

    @Test
    void a_writer_that_breaks_keeps_nobody_waiting() throws Exception {
        var broken = new CompletableFuture<Void>();
        var commit = new SharedCommit<String>(3, group -> {
            if (group.contains("bad")) {
                broken.join();
            }
            written.add(group);
        });
        var bad = threads.submit(() -> {
            commit.write("bad", LONG);
            return null;
        });
        await().until(() -> broken.getNumberOfDependents() == 1);
        var good = threads.submit(() -> {
            commit.write("good", LONG);
            return null;
        });
        await().until(() -> commit.waiting() == 1);

        broken.completeExceptionally(new IllegalStateException("The disk is full."));

        assertThatThrownBy(() -> bad.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("The disk is full.");
        good.get(30, TimeUnit.SECONDS);
        assertThat(written).containsExactly(List.of("good"));
    }

    private Future<?> writing(String work) {
        return writing(slow, work, LONG);
    }

    private Future<?> writing(SharedCommit<String> commit, String work, Duration patience) {
        return threads.submit(() -> {
            commit.write(work, patience);
            return null;
        });
    }

    private void writeSlowly(List<String> group) {
        written.add(group);
        hold(disk);
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }
}
