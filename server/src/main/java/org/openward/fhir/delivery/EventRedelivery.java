package org.openward.fhir.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.modulith.events.IncompleteEventPublications;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Offers an event again whose listener failed, or whose server died, without waiting for a restart; listeners know what they
 * have done. It waits its turn behind the events that wait for a thread: what is incomplete then and was there before has failed, however
 * many have come since.
 */
@Component
class EventRedelivery {
    private static final Logger LOG = LoggerFactory.getLogger(EventRedelivery.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final IncompleteEventPublications publications;
    private final ThreadPoolTaskExecutor threads;
    private final Clock clock;
    private final Instant begun;
    private final AtomicBoolean waiting = new AtomicBoolean();

    EventRedelivery(
            IncompleteEventPublications publications,
            @Qualifier("eventThreads") ThreadPoolTaskExecutor threads,
            Clock clock) {
        this.publications = publications;
        this.threads = threads;
        this.clock = clock;
        this.begun = clock.instant();
    }

    /** When everything is up that a listener may need. */
    @EventListener(ApplicationReadyEvent.class)
    void offerWhatWasLeft() {
        offer(begun);
    }

    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
    void offerAgain() {
        offer(clock.instant().minus(PATIENCE));
    }

    private void offer(Instant until) {
        if (waiting.compareAndSet(false, true)) {
            threads.execute(() -> {
                waiting.set(false);
                resubmit(until);
            });
        }
    }

    private void resubmit(Instant until) {
        try {
            publications.resubmitIncompletePublicationsOlderThan(Duration.between(until, clock.instant()));
        } catch (DataAccessException | TransactionException later) {
            LOG.warn("Events that wait to be delivered could not be read; they are offered again in a minute.", later);
        }
    }
}
