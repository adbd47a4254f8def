package org.openward.fhir;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.openward.profiles.Systems;

/** The HTTP answer to a refusal: its status, and an OperationOutcome that names the invariant. */
final class Refused {
    private Refused() {}

    static BaseServerResponseException response(Refusal refusal) {
        var outcome = outcome(refusal);
        var message = String.valueOf(refusal.getMessage());
        return switch (refusal.kind()) {
            case MALFORMED -> new InvalidRequestException(message, outcome);
            case FORBIDDEN -> new ForbiddenOperationException(message, outcome);
            case NOT_FOUND -> new ResourceNotFoundException(message, outcome);
            case CONFLICT -> new ResourceVersionConflictException(message, outcome);
            case STALE -> new PreconditionFailedException(message, outcome);
            case RULE -> new UnprocessableEntityException(message, outcome);
            case UNAVAILABLE -> new UnclassifiedServerFailureException(503, message, outcome);
        };
    }

    private static OperationOutcome outcome(Refusal refusal) {
        var outcome = new OperationOutcome();
        var issue = outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(issueType(refusal.kind()))
                .setDiagnostics(refusal.getMessage());
        if (refusal.invariant() != null) {
            issue.getDetails().addCoding().setSystem(Systems.INVARIANT).setCode(refusal.invariant());
            issue.getDetails().setText(refusal.getMessage());
        }
        return outcome;
    }

    private static IssueType issueType(Refusal.Kind kind) {
        return switch (kind) {
            case MALFORMED -> IssueType.INVALID;
            case FORBIDDEN -> IssueType.FORBIDDEN;
            case NOT_FOUND -> IssueType.NOTFOUND;
            case CONFLICT, STALE -> IssueType.CONFLICT;
            case RULE -> IssueType.BUSINESSRULE;
            case UNAVAILABLE -> IssueType.TRANSIENT;
        };
    }
}
