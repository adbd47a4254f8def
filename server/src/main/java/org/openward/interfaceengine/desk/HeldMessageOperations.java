package org.openward.interfaceengine.desk;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.interfaceengine.DecisionDesk;
import org.openward.interfaceengine.Ruling;
import org.openward.interfaceengine.outbound.DestinationDesk;
import org.openward.profiles.OperationNames;
import org.openward.security.StandingRights;

/** What a person can decide about a message that waits. */
@FhirOperations
class HeldMessageOperations {
    /** What the policy calls a message to another system. */
    private static final String OUTBOUND = "outbound";

    private final DecisionDesk desk;
    private final Rehearsals rehearsals;
    private final DestinationDesk destinations;
    private final StandingRights rights;

    HeldMessageOperations(
            DecisionDesk desk, Rehearsals rehearsals, DestinationDesk destinations, StandingRights rights) {
        this.desk = desk;
        this.rehearsals = rehearsals;
        this.destinations = destinations;
        this.rights = rights;
    }

    @Operation(
            name = "$replay",
            typeName = "Task",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.TASK_REPLAY)
    public Resource replay(
            @IdParam IdType task,
            @OperationParam(name = "dryRun", max = 1) @Nullable BooleanType dryRun,
            RequestDetails request) {
        requireRights(task.getIdPart(), request);
        return dryRun != null && dryRun.booleanValue() ? rehearsals.ofTask(task.getIdPart()) : replay(task.getIdPart());
    }

    /** Whoever decides about a message may do himself what it does; of a task about no message something else is said. */
    private void requireRights(String task, RequestDetails request) {
        desk.subject(task)
                .or(() -> destinations.isAbout(task) ? Optional.of(OUTBOUND) : Optional.empty())
                .ifPresent(subject -> rights.requireMessages(request, subject));
    }

    private Task replay(String task) {
        return destinations.again(task).orElseGet(() -> desk.replay(task));
    }

    @Operation(
            name = "$release",
            typeName = "Task",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.TASK_RELEASE)
    public Task release(
            @IdParam IdType task,
            @OperationParam(name = "reason", min = 1, max = 1) @Nullable StringType reason,
            @OperationParam(name = "finalResult", max = 1) @Nullable CodeType finalResult,
            RequestDetails request) {
        var why = Asked.reason(reason);
        if (!Asked.replacesFinal(finalResult)) {
            return desk.decide(task.getIdPart(), Ruling.release(why));
        }
        rights.requireOperation(request, "DiagnosticReport", "$verify");
        return desk.decide(task.getIdPart(), Ruling.takeOver(why));
    }

    @Operation(
            name = "$reroute",
            typeName = "Task",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.TASK_REROUTE)
    public Task reroute(
            @IdParam IdType task,
            @OperationParam(name = "patient", max = 1) @Nullable Reference patient,
            @OperationParam(name = "order", max = 1) @Nullable Reference order,
            @OperationParam(name = "reason", min = 1, max = 1) @Nullable StringType reason,
            RequestDetails request) {
        requireRights(task.getIdPart(), request);
        return desk.decide(task.getIdPart(), Ruling.reroute(Asked.destination(patient, order), Asked.reason(reason)));
    }

    @Operation(
            name = "$discard",
            typeName = "Task",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.TASK_DISCARD)
    public Task discard(
            @IdParam IdType task, @OperationParam(name = "reason", min = 1, max = 1) @Nullable StringType reason) {
        return desk.decide(task.getIdPart(), Ruling.discard(Asked.reason(reason)));
    }
}
