package org.openward.security;

import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** The token does not reach that far. */
final class NotAllowed {
    private NotAllowed() {}

    /** HAPI's own exception, because it stays within its entry when a batch is refused in part. */
    static ForbiddenOperationException because(String reason) {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(IssueType.FORBIDDEN)
                .setDiagnostics(reason);
        return new ForbiddenOperationException(reason, outcome);
    }
}
