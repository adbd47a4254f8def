package org.openward.audit;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** The trail cannot be written, so what was asked for is not done: nothing happens here that leaves no trace. */
public class AuditUnavailable extends RuntimeException {
    static final int STATUS = 503;

    private static final long serialVersionUID = 1L;
    private static final String MESSAGE =
            "Audit unavailable: the request was not answered because it could not be recorded. Try again later.";

    AuditUnavailable(Throwable cause) {
        super(MESSAGE, cause);
    }

    static OperationOutcome outcome() {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.FATAL)
                .setCode(IssueType.TRANSIENT)
                .setDiagnostics(MESSAGE);
        return outcome;
    }

    BaseServerResponseException asResponse() {
        var response = new UnclassifiedServerFailureException(STATUS, MESSAGE, outcome());
        response.initCause(this);
        return response;
    }
}
