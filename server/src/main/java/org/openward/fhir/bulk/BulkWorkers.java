package org.openward.fhir.bulk;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * The threads that carry bulk jobs out. Who brings one wakes them; one look at the database every few seconds finds what another server
 * took or left behind, and what has expired.
 */
@Component
@EnableConfigurationProperties(BulkSettings.class)
class BulkWorkers implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(BulkWorkers.class);
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final Duration LAST_STEP = Duration.ofSeconds(20);

    /** A job waits so long for what others have begun before it. */
    private static final Duration SETTLING = Duration.ofMillis(1050);

    private final TurnTaking turns;
    private final Semaphore free;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor watchman =
            new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("bulk-watch-"));
    private volatile boolean running;

    BulkWorkers(TurnTaking turns, BulkSettings settings) {
        this.turns = turns;
        this.free = new Semaphore(settings.workers());
        this.workers = new ThreadPoolExecutor(
                settings.workers(),
                settings.workers(),
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                new CustomizableThreadFactory("bulk-"));
        this.workers.allowCoreThreadTimeOut(true);
        watchman.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A job has come, and will soon be due. */
    void jobCame() {
        lookIn(SETTLING);
    }

    /** A job has something to be done now. */
    void jobChanged() {
        lookIn(Duration.ZERO);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the look catches its failures itself
    private void lookIn(Duration wait) {
        if (running) {
            try {
                watchman.schedule(this::look, wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                // Another server or the next start finds the job.
            }
        }
    }

    private void look() {
        try {
            while (running && free.tryAcquire()) {
                var turn = take();
                if (turn.isEmpty()) {
                    return;
                }
                workers.execute(() -> carryOut(turn.get()));
            }
        } catch (RuntimeException failure) {
            LOG.warn(
                    "The bulk jobs could not be looked through ({}).",
                    failure.getClass().getName());
        }
    }

    /** Gives the free worker back when there is nothing to do. */
    private Optional<Turn> take() {
        var turn = Optional.<Turn>empty();
        try {
            turn = turns.take();
            return turn;
        } finally {
            if (turn.isEmpty()) {
                free.release();
            }
        }
    }

    private void carryOut(Turn turn) {
        var wait = LOOK;
        try {
            wait = turns.carryOut(turn, this::isRunning);
        } catch (RuntimeException failure) {
            LOG.warn(
                    "A bulk job stands still ({}); it is tried again.",
                    failure.getClass().getName());
        } finally {
            free.release();
            lookIn(wait);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the look catches its failures itself
    public void start() {
        running = true;
        watchman.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        watchman.shutdown();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(LAST_STEP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Bulk jobs were still at work; they go on after the next start.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
