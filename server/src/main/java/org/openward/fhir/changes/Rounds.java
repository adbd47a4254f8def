package org.openward.fhir.changes;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Work on many things side by side, on each of them by one thread at a time; a bell that rings meanwhile is not lost. */
public final class Rounds<K> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final long LAST_TURN_SECONDS = 10;

    private final Predicate<K> turn;
    private final ConcurrentMap<K, Bell> moving = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor workers;
    private volatile boolean open = true;

    private enum Bell {
        RUNG,
        ANSWERED
    }

    /** @param turn does a part of the work and says whether there is more to do at once */
    public Rounds(String name, int threads, Predicate<K> turn) {
        this.turn = turn;
        this.workers = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                new CustomizableThreadFactory(name));
        this.workers.allowCoreThreadTimeOut(true);
    }

    /** There may be work on that one. */
    public void wake(K one) {
        if (open && moving.put(one, Bell.RUNG) == null) {
            workers.execute(() -> move(one));
        }
    }

    private void move(K one) {
        moving.put(one, Bell.ANSWERED);
        var more = takeTurn(one);
        if (more || !moving.remove(one, Bell.ANSWERED)) {
            resume(one);
        }
    }

    private boolean takeTurn(K one) {
        try {
            return open && turn.test(one);
        } catch (RuntimeException failure) {
            // Only the kind of failure: its text may quote a record, and a log holds no patient data.
            LOG.warn(
                    "Work on what is to be told stopped ({}); it is tried again.",
                    failure.getClass().getName());
            return false;
        }
    }

    private void resume(K one) {
        if (open) {
            workers.execute(() -> move(one));
        } else {
            moving.remove(one);
        }
    }

    @Override
    public void close() {
        open = false;
        workers.shutdown();
        try {
            if (!workers.awaitTermination(LAST_TURN_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
