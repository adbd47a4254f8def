package org.openward.interfaceengine.outbound;

import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Endpoint;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.interfaceengine.outbound.OutboundMessage.Status;
import org.openward.profiles.Systems;
import org.springframework.stereotype.Component;

/** Asks a person for help, by a Task, with a message that its receiver does not take or that could not be written. */
@Component
class UndeliveredMessages {
    private static final String ANSWERS = "http://terminology.hl7.org/CodeSystem/v2-0008";

    private final FhirStore fhir;
    private final OutboundMessages messages;
    private final Clock clock;

    UndeliveredMessages(FhirStore fhir, OutboundMessages messages, Clock clock) {
        this.fhir = fhir;
        this.messages = messages;
        this.clock = clock;
    }

    /**
     * The message is not sent again by itself; the Task says why. No if the message was dropped meanwhile: then the open transaction is to be undone,
     * or a Task would tell of a message that nobody may send.
     */
    boolean stop(OutboundMessage message, Reply reply, byte @Nullable [] acknowledgement) {
        var known = taskOf(message).orElse(null);
        var task = known == null ? begin(message) : known;
        var reason = new CodeableConcept().setText(reply.reason());
        if (!reply.code().isEmpty()) {
            reason.addCoding(new Coding(ANSWERS, reply.code(), null));
        }
        task.setStatus(TaskStatus.ONHOLD).setStatusReason(reason).setLastModified(Date.from(clock.instant()));
        var written = known == null ? fhir.create(task) : fhir.update(task);
        return messages.dead(
                message, acknowledgement, reply.reason(), written.getIdElement().getIdPart(), clock.instant());
    }

    /** The receiver has taken it after all. */
    void conclude(OutboundMessage message, byte[] acknowledgement) {
        messages.sent(message, acknowledgement, clock.instant());
        taskOf(message).filter(task -> task.getStatus() != TaskStatus.COMPLETED).ifPresent(task -> {
            task.setStatusReason(null);
            fhir.update(task.setStatus(TaskStatus.COMPLETED).setLastModified(Date.from(clock.instant())));
        });
    }

    /** Somebody may have deleted it meanwhile. */
    private Optional<Task> taskOf(OutboundMessage message) {
        return message.task() == null
                ? Optional.empty()
                : fhir.search(Task.class, "_id=" + FhirStore.literally(message.task())).stream()
                        .findFirst();
    }

    /** It is in line again; the Task ends when the receiver takes it. */
    Task again(OutboundMessage message, Task task) {
        messages.again(message);
        task.setStatusReason(null);
        return fhir.update(task.setStatus(TaskStatus.INPROGRESS).setLastModified(Date.from(clock.instant())));
    }

    /** As {@link #again(OutboundMessage, Task)}, whether it was refused before or taken, and whether a Task asks for it or not. */
    void again(OutboundMessage message) {
        var asking = message.status() == Status.DEAD ? taskOf(message) : Optional.<Task>empty();
        asking.ifPresentOrElse(task -> again(message, task), () -> messages.again(message));
    }

    /** What it refers to may have been deleted since: then it only says what it was. */
    private Task begin(OutboundMessage message) {
        var task = new Task();
        task.addIdentifier(new Identifier().setSystem(Systems.OUTBOUND_MESSAGE).setValue(message.controlId()));
        var name = message.type().isEmpty() ? "A message" : "The message " + message.type();
        task.setIntent(TaskIntent.ORDER)
                .setCode(new CodeableConcept(
                        new Coding(Systems.TASK_TYPE, "undelivered-message", "Undelivered message")))
                .setAuthoredOn(Date.from(clock.instant()))
                .setDescription(name + " about " + message.about() + " was not delivered to Endpoint/"
                        + message.destination() + ". Remove what stands in its way, then replay it.");
        if (isOnFile(Endpoint.class, message.destination())) {
            task.setFocus(new Reference(new IdType("Endpoint", message.destination())));
        }
        if (message.patient() != null && isOnFile(Patient.class, message.patient())) {
            task.setFor(new Reference(new IdType("Patient", message.patient())));
        }
        return task;
    }

    /** Asked by a search: a read that finds nothing would undo the open transaction. */
    private boolean isOnFile(Class<? extends Resource> type, String id) {
        return !fhir.search(type, "_id=" + FhirStore.literally(id)).isEmpty();
    }
}
