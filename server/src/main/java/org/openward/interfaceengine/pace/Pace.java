package org.openward.interfaceengine.pace;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.openward.interfaceengine.ports.AnalyzerPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Keeps taking in and filing in step. While several analyzers wait for their answers, one message is filed at a time, so that they do not wait
 * long. A lane that falls too far behind gets its answers late instead, and is filed like all others again.
 */
@Component
public class Pace {
    private static final Logger LOG = LoggerFactory.getLogger(Pace.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration HOLD = Duration.ofSeconds(1);

    /** How often those who wait to file ask again whether they still have to. */
    private static final Duration LOOK = Duration.ofMillis(50);

    /** So many threads remain for analyzers that are filed in time. */
    private static final int MOST_HELD = AnalyzerPort.INTAKE_THREADS / 2;

    private final Duration patience;
    private final Duration hold;
    private final Clock clock;
    private final Counter held;
    private final AtomicInteger coming = new AtomicInteger();
    private final Semaphore alone = new Semaphore(1);
    private final Semaphore places = new Semaphore(MOST_HELD);
    private volatile Set<Object> late = Set.of();

    @Autowired
    Pace(MeterRegistry metrics, Clock clock) {
        this(metrics, PATIENCE, HOLD, clock);
    }

    /**
     * @param patience how long a lane's oldest message may wait to be filed
     * @param hold how much later the lane's answers come otherwise
     */
    Pace(MeterRegistry metrics, Duration patience, Duration hold, Clock clock) {
        this.clock = clock;
        this.patience = patience;
        this.hold = hold;
        this.held = Counter.builder("openward.feed.braked")
                .description("Acknowledgements held back because their lane is filed too late")
                .register(metrics);
    }

    /** A message waits to be stored. */
    public void comes() {
        coming.incrementAndGet();
    }

    /** It waits no longer. */
    public void goes() {
        coming.decrementAndGet();
    }

    /** Files when there is time for it. One that takes long keeps the others waiting no longer than messages come or a lane is patient. */
    public <T> T file(Supplier<T> filing) {
        try {
            while (coming.get() >= 2 && late.isEmpty()) {
                if (alone.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    return fileAlone(filing);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return filing.get();
    }

    private <T> T fileAlone(Supplier<T> filing) {
        try {
            return filing.get();
        } finally {
            alone.release();
        }
    }

    /**
     * Takes note of what waits.
     *
     * @param ages of each lane with messages that wait, how long the oldest has waited
     */
    public void waiting(Map<?, Duration> ages) {
        Set<Object> now = ages.entrySet().stream()
                .filter(lane -> lane.getValue().compareTo(patience) > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        if (late.isEmpty() != now.isEmpty()) {
            LOG.warn(
                    now.isEmpty()
                            ? "All messages are filed in time again."
                            : "Messages wait for more than {} seconds to be filed: their analyzers get their answers later.",
                    patience.toSeconds());
        }
        late = now;
    }

    /**
     * Comes back at once, or a moment after the frame has come if the lane is filed too late.
     *
     * @param cameAt when the frame came that is to be answered; all messages of a batch came with it
     */
    public void hold(Object lane, Instant cameAt) {
        if (!late.contains(lane)) {
            return;
        }
        var left = hold.minus(Duration.between(cameAt, clock.instant())).toMillis();
        if (left > 0 && places.tryAcquire()) {
            held.increment();
            try {
                // The clock may have been set back.
                Thread.sleep(Math.min(left, hold.toMillis()));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                places.release();
            }
        }
    }
}
