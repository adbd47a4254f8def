package org.openward.interfaceengine.outbound;

import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Endpoint;
import org.openward.fhir.FhirStore;
import org.openward.interfaceengine.outbound.Destinations.Destination;
import org.openward.interfaceengine.outbound.OutboundMessage.Status;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Puts messages of a destination in line once more, each in its old place and in the same bytes: what a receiver refused, and what
 * one lost that had taken it. Whoever stored the Endpoint since may see less than the one before, so each record is looked at again.
 */
@Component
class Resending {
    private final FhirStore fhir;
    private final Destinations destinations;
    private final OutboundMessages messages;
    private final UndeliveredMessages undelivered;
    private final Seen seen;
    private final TransactionOperations transactions;

    Resending(
            FhirStore fhir,
            Destinations destinations,
            OutboundMessages messages,
            UndeliveredMessages undelivered,
            Seen seen,
            TransactionOperations transactions) {
        this.fhir = fhir;
        this.destinations = destinations;
        this.messages = messages;
        this.undelivered = undelivered;
        this.seen = seen;
        this.transactions = transactions;
    }

    /** All that are named or none; those of a period that cannot be sent again are left out. */
    Resent resend(String endpoint, ResendMessages asked) {
        return Objects.requireNonNull(transactions.execute(open -> {
            fhir.read(Endpoint.class, endpoint);
            var destination = destinations.find(endpoint).orElseThrow(NotResent::noDestination);
            var found = asked.isPeriod() ? ofPeriod(endpoint, asked) : named(endpoint, asked);
            var sendable = found.stream()
                    .filter(message -> isSendable(destination, message))
                    .toList();
            if (!asked.isPeriod() && sendable.size() < found.size()) {
                throw NotResent.impossible(found.stream()
                        .filter(message -> !sendable.contains(message))
                        .map(OutboundMessage::controlId)
                        .toList());
            }
            if (!asked.dryRun()) {
                sendable.forEach(undelivered::again);
            }
            return new Resent(sendable, found.size() - sendable.size());
        }));
    }

    private List<OutboundMessage> ofPeriod(String endpoint, ResendMessages asked) {
        var found = messages.ofPeriod(endpoint, asked);
        if (found.size() > ResendMessages.MOST) {
            throw NotResent.tooMany();
        }
        return found;
    }

    private List<OutboundMessage> named(String endpoint, ResendMessages asked) {
        var found = messages.named(endpoint, asked);
        var numbers = found.stream().map(OutboundMessage::id).toList();
        var controlIds = found.stream().map(OutboundMessage::controlId).toList();
        if (!numbers.containsAll(asked.numbers()) || !controlIds.containsAll(asked.controlIds())) {
            throw NotResent.unknown();
        }
        return found;
    }

    private boolean isSendable(Destination destination, OutboundMessage message) {
        return message.raw() != null && message.status() != Status.DROPPED && seen.by(destination, message);
    }
}
