package org.openward.interfaceengine;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.openward.hl7v2.MessageHeader;
import org.openward.interfaceengine.FeedMessage.Status;
import org.openward.interfaceengine.Outcome.Filed;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.interfaceengine.Outcome.Reason;
import org.openward.interfaceengine.Ruling.Kind;
import org.openward.interfaceengine.desk.RulingBook;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Where a person decides about a message that waits. The lane stands still meanwhile, so that of several decisions at the same
 * time one takes effect.
 */
@Component
public class DecisionDesk {
    private final Queue queue;
    private final MessageFiling filing;
    private final HeldMessages held;
    private final RulingBook book;
    private final FeedMetrics metrics;
    private final TransactionOperations transactions;

    DecisionDesk(
            Queue queue,
            MessageFiling filing,
            HeldMessages held,
            RulingBook book,
            FeedMetrics metrics,
            TransactionOperations transactions) {
        this.queue = queue;
        this.filing = filing;
        this.held = held;
        this.book = book;
        this.metrics = metrics;
        this.transactions = transactions;
    }

    /** Files the message from its stored bytes; the task afterwards says how it went. Once it went well, nothing changes. */
    public Task replay(String task) {
        return decide(task, Ruling.REPLAY);
    }

    /** Carries the decision out; the task afterwards says how it went. The same decision again changes nothing. */
    public Task decide(String task, Ruling ruling) {
        if (ruling.kind() == Kind.REROUTE) {
            filing.check(ruling.destination());
        }
        try {
            return transactions.execute(status -> carryOut(task, ruling));
        } catch (FilingFailed failure) {
            if (failure.isPassing()) {
                throw failure;
            }
            return transactions.execute(status -> giveUp(task, failure));
        }
    }

    /** What the message of that task writes, as the policy of operations names it; nothing if the task waits for no message that came in. */
    public Optional<String> subject(String task) {
        return queue.ofTask(task)
                .map(message -> MessageFiling.subject(message.envelope().type()));
    }

    /** What a pasted message would write. */
    public static Optional<String> subjectOfPasted(String message) {
        return MessageHeader.read(message.getBytes(StandardCharsets.UTF_8))
                .map(header -> MessageFiling.subject(header.type() + "^" + header.trigger()));
    }

    /** What a replay would do, without doing it. */
    public Rehearsal rehearse(String task) {
        return rolledBack(() -> {
            var message = ofTask(task);
            return switch (message.status()) {
                case HELD, DEAD -> filing.rehearse(message);
                case DISCARDED -> throw new NoHeldMessage();
                case RECEIVED, PROCESSED, REFUSED -> Rehearsal.nothing();
            };
        });
    }

    /** What would become of a message, pasted as text, if that analyzer sent it now. */
    public Rehearsal rehearse(String device, String pasted) {
        return rolledBack(() -> filing.rehearse(device, pasted));
    }

    private Rehearsal rolledBack(Supplier<Rehearsal> work) {
        return transactions.execute(status -> {
            status.setRollbackOnly();
            return work.get();
        });
    }

    private Task carryOut(String id, Ruling ruling) {
        var message = waiting(id);
        var task = held.task(id);
        if (message.status() == Status.DISCARDED && ruling.kind() == Kind.REPLAY) {
            throw new NoHeldMessage();
        }
        if (message.status() != Status.HELD && message.status() != Status.DEAD) {
            book.checkRepeats(message.id(), ruling);
            return task;
        }
        if (ruling.kind() == Kind.DISCARD) {
            held.discard(message, task, ruling);
            book.enter(message.id(), ruling, Status.DISCARDED.name());
        } else if (task.getStatus() == TaskStatus.CANCELLED) {
            throw new NoHeldMessage();
        } else {
            file(message, permitted(ruling, message, task));
        }
        return held.task(id);
    }

    /** The decision, if it is open to this message; what its task tells of is known to whoever releases it or names its patient again. */
    private Ruling permitted(Ruling ruling, FeedMessage message, Task task) {
        if (ruling.kind() == Kind.REPLAY) {
            return ruling;
        }
        if (message.status() == Status.DEAD) {
            throw RulingRefused.givenUp();
        }
        var reason = queue.reason(message.id()).flatMap(Reason::of).orElse(Reason.MAPPING_FAILED);
        if (!ruling.isOpenTo(reason)) {
            throw RulingRefused.notFor(reason, ruling.kind());
        }
        if (ruling.kind() == Kind.RELEASE && reason == Reason.WOULD_UNDO) {
            return ruling.withFinalKept();
        }
        var told = task.getFor().getReferenceElement().getIdPart();
        if (told == null || !told.equals(ruling.destination().patient())) {
            return ruling;
        }
        return switch (reason) {
            case PATIENT_MISMATCH -> ruling.withIdentityConfirmed();
                // A contradiction would have been told before: that its results undo a final one is found last.
            case WOULD_UNDO -> ruling.withIdentityConfirmed().withFinalKept();
            default -> ruling;
        };
    }

    private void file(FeedMessage message, Ruling ruling) {
        try {
            var outcome = filing.file(message, ruling);
            held.conclude(message, outcome, ruling);
            if (ruling.kind() != Kind.REPLAY) {
                book.enter(message.id(), ruling, (outcome instanceof Filed ? Status.PROCESSED : Status.HELD).name());
            }
            metrics.filed(message, outcome);
        } catch (RulingRefused refused) {
            throw refused;
        } catch (RuntimeException failure) {
            throw new FilingFailed(message, failure);
        }
    }

    private Task giveUp(String id, FilingFailed failure) {
        var message = waiting(id);
        // Somebody else may have had more success meanwhile.
        if (message.status() == Status.HELD || message.status() == Status.DEAD) {
            var refused = failure.refused();
            held.stop(
                    message,
                    refused.isPresent() ? Status.HELD : Status.DEAD,
                    refused.orElseGet(() -> new Held(Reason.MAPPING_FAILED, failure.kind(), null)));
        }
        return held.task(id);
    }

    /** The message of the task, when no other message of its lane is being filed. */
    private FeedMessage waiting(String task) {
        queue.await(ofTask(task).lane());
        return ofTask(task);
    }

    private FeedMessage ofTask(String task) {
        return queue.ofTask(task).orElseGet(() -> {
            // Another task, or none at all: that is another refusal.
            held.task(task);
            throw new NoHeldMessage();
        });
    }
}
