package org.openward.fhir.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openward.testing.MovableClock;
import org.springframework.modulith.events.EventPublication;
import org.springframework.modulith.events.IncompleteEventPublications;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.CannotCreateTransactionException;

class EventRedeliveryTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final MovableClock clock = new MovableClock(NOON);
    private final Publications publications = new Publications();
    private final ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
    private final EventRedelivery redelivery = new EventRedelivery(publications, threads, clock);

    EventRedeliveryTest() {
        threads.setCorePoolSize(1);
        threads.setMaxPoolSize(1);
        threads.initialize();
    }

    @AfterEach
    void stop() {
        threads.shutdown();
    }

    @Test
    void what_failed_is_offered_again_once_when_those_before_had_their_turn_however_many_wait() throws Exception {
        var busy = new CompletableFuture<Void>();
        threads.execute(busy::join);
        threads.execute(() -> {});

        redelivery.offerAgain();
        redelivery.offerAgain();
        var before = List.copyOf(publications.offered);
        clock.moveTo(NOON.plusSeconds(30));
        busy.complete(null);
        allHadTheirTurn();

        assertThat(before).isEmpty();
        assertThat(publications.offered).containsExactly(Duration.ofSeconds(90));
    }

    @Test
    void a_database_that_is_away_for_a_moment_does_not_end_the_start() throws Exception {
        publications.areAway = true;

        redelivery.offerWhatWasLeft();
        allHadTheirTurn();
        publications.areAway = false;
        redelivery.offerAgain();
        allHadTheirTurn();

        assertThat(publications.offered).containsExactly(Duration.ofMinutes(1));
    }

    private void allHadTheirTurn() throws ExecutionException, InterruptedException {
        threads.submit(() -> {}).get();
    }

    /** Remembers how old what was offered again had to be. */
    private static final class Publications implements IncompleteEventPublications {
        private final List<Duration> offered = new CopyOnWriteArrayList<>();
        private volatile boolean areAway;

        @Override
        public void resubmitIncompletePublications(Predicate<EventPublication> filter) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void resubmitIncompletePublicationsOlderThan(Duration age) {
            if (areAway) {
                throw new CannotCreateTransactionException("away");
            }
            offered.add(age);
        }
    }
}
