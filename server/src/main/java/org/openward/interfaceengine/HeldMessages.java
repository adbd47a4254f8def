package org.openward.interfaceengine;

import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.openward.fhir.FhirStore;
import org.openward.hl7v2.ErrorCondition;
import org.openward.hl7v2.OrderFate;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Problem;
import org.openward.interfaceengine.FeedMessage.Status;
import org.openward.interfaceengine.Outcome.Filed;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.interfaceengine.replies.LateReplies;
import org.openward.profiles.Profiles;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;

/** Writes down what became of a message, and asks a person for help with one that waits, by a Task. */
@Component
class HeldMessages {
    private static final Problem FAILED = Problem.of(
            ErrorCondition.APPLICATION_INTERNAL_ERROR, Place.of("MSH"), "The message is kept but could not be filed");

    private final FhirStore fhir;
    private final Queue queue;
    private final LateReplies replies;
    private final Clock clock;

    HeldMessages(FhirStore fhir, Queue queue, LateReplies replies, Clock clock) {
        this.fhir = fhir;
        this.queue = queue;
        this.replies = replies;
        this.clock = clock;
    }

    void conclude(FeedMessage message, Outcome outcome) {
        conclude(message, outcome, Ruling.REPLAY);
    }

    /** @param ruling what a person decided that led to this outcome */
    void conclude(FeedMessage message, Outcome outcome, Ruling ruling) {
        if (outcome instanceof Filed filed) {
            queue.processed(message.id(), filed, clock.instant());
            if (message.task() != null) {
                complete(message.task(), filed, ruling);
            }
            reply(message, List.of(), OrderFate.FILED);
        } else if (outcome instanceof Held held) {
            stop(message, Status.HELD, held, ruling);
        }
    }

    /** It is never filed; its bytes stay, and its task is cancelled. */
    void discard(FeedMessage message, Task task, Ruling ruling) {
        queue.discarded(message.id(), clock.instant());
        note(task, ruling);
        fhir.update(task.setStatus(TaskStatus.CANCELLED)
                .setBusinessStatus(status(Status.DISCARDED))
                .setLastModified(Date.from(clock.instant())));
    }

    Task task(String id) {
        return fhir.read(Task.class, id);
    }

    /** The lane goes on without it, and a person is asked. */
    void stop(FeedMessage message, Status status, Held held) {
        stop(message, status, held, Ruling.REPLAY);
    }

    private void stop(FeedMessage message, Status status, Held held, Ruling ruling) {
        var task = message.task() == null ? begin(message) : fhir.read(Task.class, message.task());
        note(task, ruling);
        task.setStatus(TaskStatus.ONHOLD)
                .setStatusReason(new CodeableConcept()
                        .addCoding(new Coding(
                                Systems.HELD_REASON,
                                held.reason().code(),
                                held.reason().display()))
                        .setText(held.detail()))
                .setBusinessStatus(status(status))
                .setLastModified(Date.from(clock.instant()));
        if (held.patient() != null) {
            task.setFor(new Reference("Patient/" + held.patient()));
        }
        var written = message.task() == null ? fhir.create(task) : fhir.update(task);
        queue.stopped(
                message.id(),
                status,
                held.reason().code(),
                held.detail(),
                written.getIdElement().getIdPart());
        if (status == Status.DEAD) {
            reply(message, List.of(FAILED), OrderFate.FAILED);
        } else {
            reply(message, List.of(), OrderFate.HELD);
        }
    }

    /** What is understood is accepted, also when it waits for a person: an analyzer would send it for ever. */
    private void reply(FeedMessage message, List<Problem> problems, OrderFate orders) {
        var lane = new Lane(Acting.tenant(), message.lane());
        replies.owe(message, lane, problems, orders);
    }

    private void complete(String id, Filed filed, Ruling ruling) {
        var task = fhir.read(Task.class, id);
        note(task, ruling);
        task.setStatus(TaskStatus.COMPLETED)
                .setBusinessStatus(status(Status.PROCESSED))
                .setLastModified(Date.from(clock.instant()));
        task.setStatusReason(null);
        task.setOutput(null);
        filed.reports().forEach(report -> task.addOutput()
                .setType(new CodeableConcept().setText("report"))
                .setValue(new Reference("DiagnosticReport/" + report)));
        filed.records().forEach(record -> task.addOutput()
                .setType(new CodeableConcept().setText("record"))
                .setValue(new Reference(record)));
        fhir.update(task);
    }

    /** Who decided what about it, and why, stays on the task. */
    private void note(Task task, Ruling ruling) {
        if (!ruling.reason().isEmpty()) {
            task.addNote()
                    .setAuthor(new StringType(Acting.caller().subject()))
                    .setTime(Date.from(clock.instant()))
                    .setText(ruling.kind().code() + ": " + ruling.reason());
        }
    }

    private Task begin(FeedMessage message) {
        var task = new Task();
        task.getMeta().addProfile(Profiles.HELD_MESSAGE);
        task.addIdentifier(new Identifier().setSystem(Systems.MESSAGE).setValue(Long.toString(message.id())));
        task.setIntent(TaskIntent.ORDER)
                .setCode(new CodeableConcept(new Coding(Systems.TASK_TYPE, "held-message", "Held message")))
                .setAuthoredOn(Date.from(clock.instant()))
                .setDescription("Message " + message.id() + " of " + message.lane()
                        + " waits. Remove what stands in its" + " way, then replay it.");
        if (message.device() != null && isOnFile(message.device())) {
            task.setFocus(new Reference(new IdType("Device", message.device())));
        }
        return task;
    }

    /** It may have been deleted while its message waited. Asked by a search: a read that finds nothing would undo the open transaction. */
    private boolean isOnFile(String device) {
        return !fhir.search(Device.class, "_id=" + FhirStore.literally(device)).isEmpty();
    }

    private static CodeableConcept status(Status status) {
        var code = status.name().toLowerCase(Locale.ROOT);
        var display = status.name().charAt(0) + code.substring(1);
        return new CodeableConcept(new Coding(Systems.FEED_MESSAGE_STATUS, code, display));
    }
}
