package org.openward.audit.witness;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Says each minute that this server lives, on a thread of its own, which no long job takes away: rows of a server that was silent for long
 * are not believed.
 */
@Component
class Pulse implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** Before any request comes in, and until the last one is answered. */
    private static final int PHASE = 0;

    private final Runnable beat;
    private final Duration pause;
    private final ScheduledThreadPoolExecutor heart =
            new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("audit-pulse-"));
    private volatile boolean running;

    @Autowired
    Pulse(Witness witness) {
        this(witness::beat, PAUSE);
    }

    Pulse(Runnable beat, Duration pause) {
        this.beat = beat;
        this.pause = pause;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a beat catches its failures itself
    public void start() {
        running = true;
        heart.scheduleWithFixedDelay(this::sayThatWeLive, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sayThatWeLive() {
        try {
            beat.run();
        } catch (RuntimeException failure) {
            LOG.warn("That this server writes audit rows could not be said: {}", failure.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
        heart.shutdownNow();
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
