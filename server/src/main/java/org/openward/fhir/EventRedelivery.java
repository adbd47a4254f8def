package org.openward.fhir;

import java.time.Duration;
import org.springframework.modulith.events.IncompleteEventPublications;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Offers an event again whose listener failed, without waiting for a restart; listeners know what they have done. */
@Component
class EventRedelivery {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final IncompleteEventPublications publications;

    EventRedelivery(IncompleteEventPublications publications) {
        this.publications = publications;
    }

    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
    void offerAgain() {
        publications.resubmitIncompletePublicationsOlderThan(PATIENCE);
    }
}
