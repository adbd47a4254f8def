package org.openward.interfaceengine.outbound;

import java.util.Optional;
import org.hl7.fhir.r4.model.Endpoint;
import org.hl7.fhir.r4.model.Endpoint.EndpointStatus;
import org.hl7.fhir.r4.model.Task;
import org.openward.fhir.FhirStore;
import org.openward.interfaceengine.outbound.OutboundMessage.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Ends a destination whose rights are gone, and puts a message that was not taken in line again. */
@Component
public class DestinationDesk {
    private static final Logger LOG = LoggerFactory.getLogger(DestinationDesk.class);

    private final FhirStore fhir;
    private final Destinations destinations;
    private final OutboundMessages messages;
    private final UndeliveredMessages undelivered;
    private final TransactionOperations transactions;

    DestinationDesk(
            FhirStore fhir,
            Destinations destinations,
            OutboundMessages messages,
            UndeliveredMessages undelivered,
            TransactionOperations transactions) {
        this.fhir = fhir;
        this.destinations = destinations;
        this.messages = messages;
        this.undelivered = undelivered;
        this.transactions = transactions;
    }

    /** Whoever named the destination has no longer the rights that it tells with; what waits is kept. */
    void stop(String id) {
        LOG.warn("Endpoint/{} is stopped: whoever named it is no longer registered with the rights that he had.", id);
        transactions.executeWithoutResult(open -> {
            fhir.update(fhir.read(Endpoint.class, id).setStatus(EndpointStatus.ERROR));
            destinations.stop(id);
        });
    }

    /** Whether the Task is about a message that was to be sent. */
    public boolean isAbout(String task) {
        return Boolean.TRUE.equals(
                transactions.execute(open -> messages.ofTask(task).isPresent()));
    }

    /**
     * Sends the message of that Task once more in the same bytes, in its old place; the Task ends when it is taken. Nothing
     * when the Task is about no message that was to be sent.
     */
    public Optional<Task> again(String task) {
        var again = transactions.execute(open -> messages.ofTask(task).map(message -> again(message, task)));
        return again == null ? Optional.empty() : again;
    }

    private Task again(OutboundMessage message, String id) {
        if (message.raw() == null) {
            throw new NeverWritten();
        }
        var task = fhir.read(Task.class, id);
        return message.status() == Status.DEAD ? undelivered.again(message, task) : task;
    }
}
