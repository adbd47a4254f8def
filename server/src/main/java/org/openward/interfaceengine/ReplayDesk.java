package org.openward.interfaceengine;

import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.openward.fhir.FhirStore;
import org.openward.interfaceengine.FeedMessage.Status;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.interfaceengine.Outcome.Reason;
import org.openward.profiles.Systems;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Where a person has a held message filed once what stood in its way is removed. */
@Component
class ReplayDesk {
    private final FhirStore fhir;
    private final Queue queue;
    private final MessageFiling filing;
    private final HeldMessages held;
    private final FeedMetrics metrics;
    private final TransactionOperations transactions;

    ReplayDesk(
            FhirStore fhir,
            Queue queue,
            MessageFiling filing,
            HeldMessages held,
            FeedMetrics metrics,
            TransactionOperations transactions) {
        this.fhir = fhir;
        this.queue = queue;
        this.filing = filing;
        this.held = held;
        this.metrics = metrics;
        this.transactions = transactions;
    }

    /** Files the message from its stored bytes; the task afterwards says how it went. Once it went well, nothing changes. */
    Task replay(String task) {
        try {
            return transactions.execute(status -> file(task));
        } catch (FilingFailed failure) {
            if (failure.isPassing()) {
                throw failure;
            }
            return transactions.execute(status -> stop(task, failure));
        }
    }

    private Task file(String id) {
        var message = waiting(id);
        if (message.status() == Status.HELD || message.status() == Status.DEAD) {
            try {
                var outcome = filing.file(message);
                held.conclude(message, outcome);
                metrics.filed(message, outcome);
            } catch (RuntimeException failure) {
                throw new FilingFailed(message, failure);
            }
        }
        return fhir.read(Task.class, id);
    }

    private Task stop(String id, FilingFailed failure) {
        var reason = new Held(Reason.MAPPING_FAILED, failure.kind(), null);
        held.stop(failure.message(), Status.DEAD, reason);
        return fhir.read(Task.class, id);
    }

    /** The message of the task, when no other message of its lane is being filed. */
    private FeedMessage waiting(String id) {
        var task = fhir.read(Task.class, id);
        if (task.getStatus() == TaskStatus.CANCELLED) {
            throw new NoHeldMessage();
        }
        var number = task.getIdentifier().stream()
                .filter(identifier -> Systems.MESSAGE.equals(identifier.getSystem()))
                .map(identifier -> identifier.getValue())
                .filter(value -> value != null && value.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .findFirst()
                .orElseThrow(NoHeldMessage::new);
        var message =
                queue.find(number).filter(found -> id.equals(found.task())).orElseThrow(NoHeldMessage::new);
        queue.await(message.lane());
        return queue.find(number).orElseThrow(NoHeldMessage::new);
    }
}
