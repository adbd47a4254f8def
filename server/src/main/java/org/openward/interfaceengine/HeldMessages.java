package org.openward.interfaceengine;

import java.time.Clock;
import java.util.Date;
import java.util.Locale;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.openward.fhir.FhirStore;
import org.openward.interfaceengine.FeedMessage.Status;
import org.openward.interfaceengine.Outcome.Filed;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.profiles.Profiles;
import org.openward.profiles.Systems;
import org.springframework.stereotype.Component;

/** Writes down what became of a message, and asks a person for help with one that waits, by a Task. */
@Component
class HeldMessages {
    private final FhirStore fhir;
    private final Queue queue;
    private final Clock clock;

    HeldMessages(FhirStore fhir, Queue queue, Clock clock) {
        this.fhir = fhir;
        this.queue = queue;
        this.clock = clock;
    }

    void conclude(FeedMessage message, Outcome outcome) {
        if (outcome instanceof Filed filed) {
            queue.processed(message.id(), filed.reports(), filed.mapping(), clock.instant());
            if (message.task() != null) {
                complete(message.task(), filed);
            }
        } else if (outcome instanceof Held held) {
            stop(message, Status.HELD, held);
        }
    }

    /** The lane goes on without it, and a person is asked. */
    void stop(FeedMessage message, Status status, Held held) {
        var task = message.task() == null ? begin(message) : fhir.read(Task.class, message.task());
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
    }

    private void complete(String id, Filed filed) {
        var task = fhir.read(Task.class, id);
        task.setStatus(TaskStatus.COMPLETED)
                .setBusinessStatus(status(Status.PROCESSED))
                .setLastModified(Date.from(clock.instant()));
        task.setStatusReason(null);
        task.setOutput(null);
        filed.reports().forEach(report -> task.addOutput()
                .setType(new CodeableConcept().setText("report"))
                .setValue(new Reference("DiagnosticReport/" + report)));
        fhir.update(task);
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
        if (message.device() != null) {
            task.setFocus(new Reference(new IdType("Device", message.device())));
        }
        return task;
    }

    private static CodeableConcept status(Status status) {
        var code = status.name().toLowerCase(Locale.ROOT);
        var display = status.name().charAt(0) + code.substring(1);
        return new CodeableConcept(new Coding(Systems.FEED_MESSAGE_STATUS, code, display));
    }
}
