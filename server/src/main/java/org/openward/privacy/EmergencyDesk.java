package org.openward.privacy;

import java.time.Clock;
import java.util.Date;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationPriority;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.fhir.FhirStore;
import org.openward.profiles.Systems;
import org.openward.security.assignment.EmergencyAccess;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Purpose;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Opens a patient's whole record to the caller for a while, be the patient in his care or not. Everybody concerned hears of it at once by
 * a Communication, and somebody looks into it afterwards by a Task; both, the opening and its audit row commit together.
 */
@Component
class EmergencyDesk {
    private final BreakGlassBook book;
    private final EmergencyAccess access;
    private final FhirStore store;
    private final AuditTrail trail;
    private final TransactionOperations transactions;
    private final Clock clock;

    EmergencyDesk(
            BreakGlassBook book,
            EmergencyAccess access,
            FhirStore store,
            AuditTrail trail,
            TransactionOperations transactions,
            Clock clock) {
        this.book = book;
        this.access = access;
        this.store = store;
        this.trail = trail;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The task of whoever looks into it afterwards; its period says until when the record is open. */
    Task open(BreakTheGlass command) {
        return transactions.execute(status -> {
            store.read(Patient.class, command.patient());
            var alert = store.create(alert(command));
            var start = clock.instant();
            var end = start.plus(command.time());
            var review = review(command, alert);
            review.getRestriction().getPeriod().setStart(Date.from(start)).setEnd(Date.from(end));
            var task = store.create(review);
            var id = task.getIdElement().getIdPart();
            book.open(
                    command.patient(), id, command.reason(), end, command.user().orElse(null));
            command.user().ifPresent(user -> access.open(user, command.patient(), "Task/" + id, start, end));
            trail.record(new AuditEntry(
                    Acting.caller().using(Purpose.BTG),
                    Deed.done(Activity.SERVER, Action.EXECUTE, "break-glass"),
                    new About("Patient", command.patient(), null, command.patient()),
                    command.reason()));
            return task;
        });
    }

    private Communication alert(BreakTheGlass command) {
        var alert = new Communication()
                .setStatus(CommunicationStatus.COMPLETED)
                .setPriority(CommunicationPriority.STAT)
                .setSubject(patient(command))
                .setSent(now())
                .setSender(caller());
        alert.addCategory(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/communication-category", "alert", "Alert")));
        alert.addReasonCode().setText(command.reason());
        alert.addPayload()
                .setContent(new StringType(Acting.caller().subject() + " opened the whole record for "
                        + command.time().toMinutes() + " minutes."));
        return alert;
    }

    private Task review(BreakTheGlass command, Communication alert) {
        return new Task()
                .setStatus(TaskStatus.REQUESTED)
                .setIntent(TaskIntent.ORDER)
                .setPriority(TaskPriority.URGENT)
                .setCode(new CodeableConcept(new Coding(Systems.TASK_TYPE, "access-review", "Access review")))
                .setFor(patient(command))
                .setFocus(new Reference("Communication/" + alert.getIdElement().getIdPart()))
                .setReasonCode(new CodeableConcept().setText(command.reason()))
                .setRequester(caller())
                .setAuthoredOn(now())
                .setDescription("Find out whether " + Acting.caller().subject()
                        + " needed the whole record, and what was looked at meanwhile.");
    }

    private static Reference patient(BreakTheGlass command) {
        return new Reference("Patient/" + command.patient());
    }

    private static Reference caller() {
        var subject = Acting.caller().subject();
        var who = new Reference().setDisplay(subject);
        who.getIdentifier().setValue(subject);
        return who;
    }

    private Date now() {
        return Date.from(clock.instant());
    }
}
