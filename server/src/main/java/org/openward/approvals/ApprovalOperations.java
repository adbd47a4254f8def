package org.openward.approvals;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.fhir.Idempotency;
import org.openward.profiles.OperationNames;

/** How somebody decides about a proposed change. */
@FhirOperations
class ApprovalOperations {
    private static final int LONGEST_COMMENT = 500;

    private final ApprovalDesk desk;
    private final Idempotency idempotency;

    ApprovalOperations(ApprovalDesk desk, Idempotency idempotency) {
        this.desk = desk;
        this.idempotency = idempotency;
    }

    @Operation(
            name = "$approve",
            typeName = "Task",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.TASK_APPROVE)
    public Task approve(
            @IdParam IdType task,
            @OperationParam(name = "comment", max = 1) @Nullable StringType comment,
            RequestDetails request) {
        return idempotency.once(request, () -> desk.approve(task.getIdPart(), text(comment)));
    }

    @Operation(
            name = "$reject",
            typeName = "Task",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.TASK_REJECT)
    public Task reject(
            @IdParam IdType task,
            @OperationParam(name = "comment", max = 1) @Nullable StringType comment,
            RequestDetails request) {
        return idempotency.once(request, () -> desk.reject(task.getIdPart(), text(comment)));
    }

    private static String text(@Nullable StringType comment) {
        var text = comment == null || comment.getValue() == null
                ? ""
                : comment.getValue().strip();
        if (text.length() > LONGEST_COMMENT) {
            throw ApprovalRefused.commentTooLong(LONGEST_COMMENT);
        }
        return text;
    }
}
