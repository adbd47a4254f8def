package org.openward.interfaceengine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openward.interfaceengine.FilingDesk.Progress;
import org.openward.interfaceengine.pace.Pace;
import org.openward.startup.Watchman;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps the lanes moving: each lane one message at a time, several lanes side by side. A message is filed as soon as it is
 * stored; a look at the database every second finds what a crash or another server left behind.
 */
@Component
class Lanes implements SmartLifecycle {
    /** Before the listener, so that its first message finds the lanes open; they also close after it. */
    static final int PHASE = DEFAULT_PHASE - 1;

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LAST_MESSAGE = Duration.ofSeconds(20);
    private static final int TURN = 20;

    private final FilingDesk desk;
    private final Queue queue;
    private final FeedMetrics metrics;
    private final Pace pace;
    private final Clock clock;
    private final ConcurrentMap<Lane, Bell> moving = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor workers;
    private final Watchman watchman =
            new Watchman("feed-watch-", LOOK, this::look, "The feed could not be looked through", PHASE);
    private volatile boolean running;

    /** Whether somebody rang for a moving lane since its worker last looked. */
    private enum Bell {
        RUNG,
        ANSWERED
    }

    Lanes(FilingDesk desk, Queue queue, FeedMetrics metrics, Pace pace, MllpSettings settings, Clock clock) {
        this.pace = pace;
        this.desk = desk;
        this.queue = queue;
        this.metrics = metrics;
        this.clock = clock;
        this.workers = new ThreadPoolExecutor(
                settings.workers(),
                settings.workers(),
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                new CustomizableThreadFactory("feed-"));
        this.workers.allowCoreThreadTimeOut(true);
    }

    /** There may be a message to file on that lane. */
    void wake(Lane lane) {
        if (running && moving.put(lane, Bell.RUNG) == null) {
            workers.execute(() -> move(lane));
        }
    }

    /** Holds the answer to a frame back for a moment if the messages of its lane wait too long to be filed. */
    void hold(Lane lane, Instant cameAt) {
        pace.hold(lane, cameAt);
    }

    private void move(Lane lane) {
        moving.put(lane, Bell.ANSWERED);
        var unfinished = takeTurn(lane);
        if (unfinished || !moving.remove(lane, Bell.ANSWERED)) {
            resume(lane);
        }
    }

    private void resume(Lane lane) {
        if (running) {
            workers.execute(() -> move(lane));
        } else {
            moving.remove(lane);
        }
    }

    /** Files a few messages, then lets other lanes have the thread; whether it stopped only for their sake. */
    private boolean takeTurn(Lane lane) {
        try {
            for (int message = 0; message < TURN; message++) {
                if (pace.file(() -> running ? desk.fileFirst(lane) : Progress.NOTHING_DUE) != Progress.FILED) {
                    return false;
                }
            }
            return true;
        } catch (RuntimeException failure) {
            LOG.error(
                    "Lane {} stands still ({}); it is tried again.",
                    lane.name(),
                    failure.getClass().getName());
            return false;
        }
    }

    private void look() {
        var backlogs = queue.tenantsWaiting().stream()
                .flatMap(tenant -> waiting(tenant).stream())
                .toList();
        backlogs.forEach(backlog -> wake(backlog.lane()));
        metrics.waiting(backlogs);
        pace.waiting(Queue.Backlog.notTried(backlogs));
    }

    private List<Queue.Backlog> waiting(TenantId tenant) {
        var caller = Caller.server(tenant, UUID.randomUUID().toString());
        return Acting.as(caller, () -> queue.waiting(clock.instant()));
    }

    @Override
    public void start() {
        running = true;
        watchman.start();
    }

    @Override
    public void stop() {
        running = false;
        watchman.stop();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(LAST_MESSAGE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Messages were still being filed; they are filed after the next start.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
