package org.openward.approvals;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.ParameterComponent;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.openward.fhir.FhirStore;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;

/** The Task in which approvers see what is proposed, and everybody what became of it. */
@Component
class ApprovalTasks {
    private static final String CODE = "approval-request";
    private static final String HASH = "sha-256";
    private static final String PATIENT = "Patient/";
    private static final String PRACTITIONER = "Practitioner/";
    private static final String CHANGE = "change";
    private static final String CONTENT = "content";

    private final FhirStore store;
    private final Clock clock;

    ApprovalTasks(FhirStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    static boolean isOne(Task task) {
        return task.getCode().hasCoding(Systems.TASK_TYPE, CODE);
    }

    Task begin(Proposal proposal, String hash, Instant expiry) {
        var task = new Task()
                .setStatus(TaskStatus.REQUESTED)
                .setIntent(TaskIntent.PROPOSAL)
                .setCode(new CodeableConcept(new Coding(Systems.TASK_TYPE, CODE, "Approval request")))
                .setDescription(proposal.description())
                .setAuthoredOn(now())
                .setLastModified(now())
                .setRequester(proposer());
        if (proposal.about() != null) {
            task.setFocus(named(proposal.about()));
            if (proposal.about().startsWith(PATIENT)) {
                task.setFor(new Reference(proposal.about()));
            }
        }
        task.getRestriction().getPeriod().setEnd(Date.from(expiry));
        input(task, CHANGE, proposal.change());
        input(task, CONTENT, proposal.content());
        input(task, HASH, hash);
        return store.create(task);
    }

    Task read(String id) {
        return store.read(Task.class, id);
    }

    /** What approvers saw is what will be done. */
    boolean shows(Task task, KeptProposal proposal) {
        return says(task, CHANGE, proposal.change())
                && says(task, CONTENT, proposal.content())
                && says(task, HASH, proposal.hash());
    }

    /** That, and nothing else under that name. */
    private static boolean says(Task task, String name, String what) {
        return task.getInput().stream()
                .filter(input -> name.equals(input.getType().getText()))
                .map(ParameterComponent::getValue)
                .map(value -> value == null ? "" : value.primitiveValue())
                .toList()
                .equals(List.of(what));
    }

    Task carriedOut(Task task, Optional<String> result, String comment) {
        result.ifPresent(record -> task.addOutput()
                .setType(new CodeableConcept().setText("result"))
                .setValue(named(record)));
        return close(task, TaskStatus.COMPLETED, comment);
    }

    Task rejected(Task task, String comment) {
        return close(task, TaskStatus.REJECTED, comment);
    }

    Task expired(Task task) {
        return close(task, TaskStatus.CANCELLED, "Nobody decided in time.");
    }

    private Task close(Task task, TaskStatus status, String comment) {
        task.setStatus(status).setOwner(whoever(Acting.caller().subject())).setLastModified(now());
        if (!comment.isEmpty()) {
            task.addNote()
                    .setAuthor(new StringType(Acting.caller().subject()))
                    .setTime(now())
                    .setText(comment);
        }
        return store.update(task);
    }

    private static void input(Task task, String name, String value) {
        task.addInput().setType(new CodeableConcept().setText(name)).setValue(new StringType(value));
    }

    /** By its name only: a record that a Task refers to could never be deleted again. */
    private static Reference named(String record) {
        var reference = new Reference().setType(record.replaceFirst("/.*", "")).setDisplay(record);
        reference.getIdentifier().setValue(record);
        return reference;
    }

    /** Named with the record that stands for him too, if it is here: by it his roles lead him to the Task that he made. */
    private Reference proposer() {
        var caller = Acting.caller();
        var who = whoever(caller.subject());
        return Optional.ofNullable(caller.record())
                .filter(record -> record.startsWith(PRACTITIONER))
                .flatMap(record -> store.find(Practitioner.class, record.substring(PRACTITIONER.length())))
                .map(known ->
                        who.setReference(PRACTITIONER + known.getIdElement().getIdPart()))
                .orElse(who);
    }

    private static Reference whoever(String subject) {
        var who = new Reference().setDisplay(subject);
        who.getIdentifier().setValue(subject);
        return who;
    }

    private Date now() {
        return Date.from(clock.instant());
    }
}
