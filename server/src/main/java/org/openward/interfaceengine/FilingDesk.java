package org.openward.interfaceengine;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.openward.fhir.FailureTrail;
import org.openward.interfaceengine.FeedMessage.Status;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.interfaceengine.Outcome.Reason;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Files the messages of a lane in their order. What a message becomes, the FHIR records of its results and the note how far
 * it came are one transaction, so that after a crash it is filed once or not at all.
 */
@Component
class FilingDesk {
    private static final Logger LOG = LoggerFactory.getLogger(FilingDesk.class);

    private final Queue queue;
    private final MessageFiling filing;
    private final HeldMessages held;
    private final TransactionOperations transactions;
    private final FeedMetrics metrics;
    private final Clock clock;

    FilingDesk(
            Queue queue,
            MessageFiling filing,
            HeldMessages held,
            TransactionOperations transactions,
            FeedMetrics metrics,
            Clock clock) {
        this.queue = queue;
        this.filing = filing;
        this.held = held;
        this.transactions = transactions;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Whether there may be more to do on the lane right now. */
    enum Progress {
        FILED,
        NOTHING_DUE,
        TAKEN_BY_ANOTHER
    }

    /** Files the oldest message of the lane that waits. */
    Progress fileFirst(Lane lane) {
        return Acting.as(caller(lane), () -> {
            var begun = new AtomicReference<FeedMessage>();
            try {
                return transactions.execute(status -> fileFirst(lane.name(), begun));
            } catch (RuntimeException failure) {
                var message = begun.get();
                if (message == null) {
                    throw failure;
                }
                // Also the commit may fail, which no message may hold its lane up with either.
                return transactions.execute(status -> recover(new FilingFailed(message, failure)));
            }
        });
    }

    private Progress fileFirst(String lane, AtomicReference<FeedMessage> begun) {
        if (!queue.claim(lane)) {
            return Progress.TAKEN_BY_ANOTHER;
        }
        var first = queue.first(lane).filter(message -> message.isDue(clock.instant()));
        if (first.isEmpty()) {
            return Progress.NOTHING_DUE;
        }
        var message = first.get();
        begun.set(message);
        var outcome = filing.file(message);
        held.conclude(message, outcome);
        metrics.filed(message, outcome);
        return Progress.FILED;
    }

    /**
     * The same failure is not met by trying for ever: one that will not pass stops the message, not the lane. The failed attempt gave
     * the lane up with its transaction, so that another server may have come first: then the message is that server's.
     */
    private Progress recover(FilingFailed failure) {
        var message = failure.message();
        var attempts = message.attempts() + 1;
        var wait = failure.patience(attempts);
        // Only the kind of failure: its text may quote the message, and a log holds no patient data.
        LOG.warn(
                "Message {} of {} failed: {}, attempt {}, at {}",
                message.id(),
                message.lane(),
                failure.kind(),
                attempts,
                FailureTrail.of(failure));
        if (!queue.claim(message.lane())) {
            return Progress.TAKEN_BY_ANOTHER;
        }
        if (queue.first(message.lane()).filter(message::isAsFarAs).isEmpty()) {
            return Progress.FILED;
        }
        if (wait.isPresent()) {
            postpone(message, attempts, wait.get(), failure.kind());
            return Progress.NOTHING_DUE;
        }
        var refused = failure.refused();
        if (refused.isPresent()) {
            held.stop(message, Status.HELD, refused.get());
            metrics.filed(message, refused.get());
            return Progress.FILED;
        }
        held.stop(message, Status.DEAD, new Held(Reason.MAPPING_FAILED, failure.kind(), null));
        metrics.dead(message);
        return Progress.FILED;
    }

    private void postpone(FeedMessage message, int attempts, Duration wait, String reason) {
        queue.postponed(message.id(), attempts, clock.instant().plus(wait), reason);
    }

    private static Caller caller(Lane lane) {
        return new Caller(
                lane.tenant(),
                Caller.Kind.DEVICE,
                lane.name(),
                UUID.randomUUID().toString(),
                "");
    }
}
