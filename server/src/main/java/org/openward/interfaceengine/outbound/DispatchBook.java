package org.openward.interfaceengine.outbound;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.openward.audit.WriteAudit;
import org.openward.fhir.verbatim.RecordVersions;
import org.openward.interfaceengine.outbound.Destinations.Claimed;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * How far one worker has come with one destination: each step is a transaction, and none lasts while a receiver answers.
 */
@Component
class DispatchBook {
    private final Destinations destinations;
    private final OutboundMessages messages;
    private final UndeliveredMessages undelivered;
    private final RecordVersions versions;
    private final WriteAudit audit;
    private final TransactionOperations transactions;

    DispatchBook(
            Destinations destinations,
            OutboundMessages messages,
            UndeliveredMessages undelivered,
            RecordVersions versions,
            WriteAudit audit,
            TransactionOperations transactions) {
        this.destinations = destinations;
        this.messages = messages;
        this.undelivered = undelivered;
        this.versions = versions;
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

    /** Notes an answer and who has now seen the record; whether the worker still has the destination for itself. */
    boolean answered(Claimed claimed, OutboundMessage message, Reply reply, byte[] answer, Duration span) {
        return Boolean.TRUE.equals(transactions.execute(open -> {
            // A worker that was away for longer than its lease must not write over what another one found out.
            if (!destinations.answered(claimed, span)) {
                return false;
            }
            disclose(claimed, message);
            if (reply.verdict() == Reply.Verdict.TAKEN) {
                undelivered.conclude(message, answer);
            } else {
                undelivered.stop(message, reply, answer);
            }
            return true;
        }));
    }

    /** Also a message that is refused was read. */
    private void disclose(Claimed claimed, OutboundMessage message) {
        var about = message.about();
        var grant = claimed.destination().terms().grant();
        var receiver = new Caller(
                Acting.tenant(),
                grant.kind(),
                grant.subject(),
                UUID.randomUUID().toString(),
                "");
        versions.find(about.type(), about.id(), about.version())
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
