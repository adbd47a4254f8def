package org.openward.fhir.sealing;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** Learns every second what other servers announced, on a thread of its own, which no long job takes away. */
@Component
class RegimeWatch implements SmartLifecycle {
    /** Before any request comes in, and until the last one is answered. */
    private static final int PHASE = 0;

    private final KeyRing ring;
    private final ScheduledThreadPoolExecutor watchman =
            new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("regimes-"));
    private volatile boolean running;

    RegimeWatch(KeyRing ring) {
        this.ring = ring;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // learning catches its failures itself
    public void start() {
        running = true;
        watchman.scheduleWithFixedDelay(ring::learn, 0, 1, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        running = false;
        watchman.shutdownNow();
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
