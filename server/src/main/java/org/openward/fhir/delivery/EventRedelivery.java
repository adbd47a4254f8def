package org.openward.fhir.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.modulith.events.IncompleteEventPublications;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.stereotype.Component;

/**
 * Offers an event again whose listener failed, or whose server died, without waiting for a restart; listeners know what they
 * have done.
 */
@Component
class EventRedelivery {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final IncompleteEventPublications publications;
    private final ThreadPoolTaskExecutor threads;
    private final Instant begun;

    EventRedelivery(
            IncompleteEventPublications publications,
            @Qualifier("eventThreads") ThreadPoolTaskExecutor threads,
            Clock clock) {
        this.publications = publications;
        this.threads = threads;
        this.begun = clock.instant();
    }

    /** When everything is up that a listener may need. */
    @EventListener(ApplicationReadyEvent.class)
    void offerWhatWasLeft() {
        publications.resubmitIncompletePublications(
                event -> event.getPublicationDate().isBefore(begun));
    }

    /** What still waits for a thread has not failed. */
    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
    void offerAgain() {
        if (threads.getQueueSize() == 0) {
            publications.resubmitIncompletePublicationsOlderThan(PATIENCE);
        }
    }
}
