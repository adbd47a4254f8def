package org.openward.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchmanTest {
    private static Watchman watchman(Runnable task) {
        return new Watchman("test-watch-", Duration.ofMillis(10), task, "The test could not be looked at", 7);
    }

    @Test
    void a_look_that_failed_is_not_the_last() {
        var looks = new AtomicInteger();
        var watchman = watchman(() -> {
            if (looks.incrementAndGet() == 1) {
                throw new IllegalStateException("The database is away.");
            }
        });

        watchman.start();

        try {
            await().until(() -> looks.get() > 2);
        } finally {
            watchman.stop();
        }
        assertThat(watchman.isRunning()).isFalse();
        assertThat(watchman.getPhase()).isEqualTo(7);
    }

    @Test
    void he_finishes_what_he_is_at_and_takes_nothing_up_while_he_does_not_run() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var finished = new AtomicBoolean();
        var watchman = watchman(() -> {
            begun.countDown();
            try {
                go.await();
                finished.set(true);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        var other = new AtomicBoolean();
        watchman.alsoOnce(() -> other.set(true));
        watchman.start();
        begun.await();

        watchman.stop();
        watchman.alsoOnce(() -> other.set(true));
        go.countDown();

        await().untilTrue(finished);
        assertThat(other).isFalse();
    }
}
