package org.openward.interfaceengine.outbound;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openward.audit.WriteAudit;
import org.openward.interfaceengine.outbound.Destinations.Claimed;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionOperations;

/**
 * How far one worker has come with one destination: each step is a transaction, and none lasts while a receiver answers.
 */
@Component
class DispatchBook {
    private static final Reply NOT_SEEN = new Reply(
            Reply.Verdict.REFUSED,
            "",
            "Whoever stored the Endpoint last may not see all that the message says, so it was not sent.");

    private final Destinations destinations;
    private final OutboundMessages messages;
    private final UndeliveredMessages undelivered;
    private final Seen seen;
    private final WriteAudit audit;
    private final TransactionOperations transactions;

    DispatchBook(
            Destinations destinations,
            OutboundMessages messages,
            UndeliveredMessages undelivered,
            Seen seen,
            WriteAudit audit,
            TransactionOperations transactions) {
        this.destinations = destinations;
        this.messages = messages;
        this.undelivered = undelivered;
        this.seen = seen;
        this.audit = audit;
        this.transactions = transactions;
    }

    Optional<Claimed> claim(String id, Duration span) {
        var lease = UUID.randomUUID().toString();
        var claimed = transactions.execute(open -> destinations.claim(id, lease, span));
        return claimed == null ? Optional.empty() : claimed;
    }

    /** What the destination is to be sent next. */
    Optional<OutboundMessage> next(Claimed claimed) {
        return messages.first(claimed.id());
    }

    /** Whether a message goes to its receiver. */
    enum Leave {
        GIVEN,
        /** Whoever stored the Endpoint since may not see what it says; a Task asks a person about it. */
        WITHHELD,
        /** The destination has other terms now, or another worker, or the message was dropped. */
        LOST
    }

    /** Asked right before a message is sent, and notes who is about to see the record: a receiver may read it and not answer. */
    Leave leave(Claimed claimed, OutboundMessage message, Duration span) {
        return Objects.requireNonNull(transactions.execute(open -> {
            if (!destinations.isKept(claimed, span)) {
                return Leave.LOST;
            }
            var destination = claimed.destination();
            if (!Seen.isWrittenFor(destination, message) && !seen.by(destination, message)) {
                return isStopped(open, message, NOT_SEEN, null) ? Leave.WITHHELD : Leave.LOST;
            }
            if (!messages.waits(message)) {
                return Leave.LOST;
            }
            disclose(claimed, message);
            return Leave.GIVEN;
        }));
    }

    /** Notes an answer; whether the worker still has the destination for itself. */
    boolean answered(Claimed claimed, OutboundMessage message, Reply reply, byte[] answer, Duration span) {
        return Boolean.TRUE.equals(transactions.execute(open -> {
            // A worker that was away for longer than its lease must not write over what another one found out.
            if (!destinations.answered(claimed, span)) {
                return false;
            }
            if (reply.verdict() == Reply.Verdict.TAKEN) {
                undelivered.conclude(message, answer);
            } else {
                isStopped(open, message, reply, answer);
            }
            return true;
        }));
    }

    /** The Task comes before the message, as it does when a patient is erased, or the two would wait for each other. */
    private boolean isStopped(TransactionStatus open, OutboundMessage message, Reply reply, byte @Nullable [] answer) {
        var isStopped = undelivered.stop(message, reply, answer);
        if (!isStopped) {
            open.setRollbackOnly();
        }
        return isStopped;
    }

    private void disclose(Claimed claimed, OutboundMessage message) {
        var receiver = claimed.destination().terms().grant().receiver();
        seen.record(message)
                .ifPresent(
                        record -> audit.sentOut(receiver, record, "Endpoint/" + claimed.id() + " " + message.type()));
    }

    void failed(Claimed claimed, OutboundMessage message, Duration wait, String failure) {
        transactions.executeWithoutResult(open -> {
            messages.unanswered(message);
            destinations.failed(claimed, wait, failure);
        });
    }

    void release(Claimed claimed) {
        transactions.executeWithoutResult(open -> destinations.release(claimed));
    }
}
