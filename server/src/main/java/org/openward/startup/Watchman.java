package org.openward.startup;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Does one thing again and again while the server lives, on a thread of its own, which no long job takes away. A failure is told to the
 * log, and the thing is done again after the pause.
 */
public final class Watchman implements SmartLifecycle {
    /** Before any request comes in, and until the last one is answered. */
    public static final int LONGER_THAN_REQUESTS = 0;

    private static final Logger LOG = LoggerFactory.getLogger(Watchman.class);

    private final Duration pause;
    private final Runnable task;
    private final String complaint;
    private final int phase;
    private final ScheduledThreadPoolExecutor thread;
    private volatile boolean running;

    /**
     * @param name of the thread
     * @param complaint what the log says of a failure, such as "The feed could not be looked through"
     * @param phase when he begins and ends among the server's parts, if Spring wakes him
     */
    public Watchman(String name, Duration pause, Runnable task, String complaint, int phase) {
        this.pause = pause;
        this.task = task;
        this.complaint = complaint;
        this.phase = phase;
        this.thread = new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory(name));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a look catches its failures itself
    public void start() {
        running = true;
        thread.scheduleWithFixedDelay(this::look, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            task.run();
        } catch (RuntimeException failure) {
            LOG.warn("{} ({}).", complaint, failure.getClass().getName());
        }
    }

    /** Does something else once, when it is his turn; nothing if he does not run. */
    public void alsoOnce(Runnable other) {
        if (running) {
            thread.execute(other);
        }
    }

    /** What he is at, and what he was asked for before, he finishes. */
    @Override
    public void stop() {
        running = false;
        thread.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }
}
