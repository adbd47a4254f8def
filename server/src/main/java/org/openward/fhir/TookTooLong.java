package org.openward.fhir;

import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** The database was stopped in the middle of a request, because nobody waits as long as it would have taken. */
final class TookTooLong extends Refusal {
    private static final long serialVersionUID = 1L;
    private static final String WHY =
            "What was asked for took the database too long; nothing was changed. Ask for less at a "
                    + "time, or name a patient or a time; if others keep the same records busy, try again later.";

    TookTooLong() {
        super(Kind.UNAVAILABLE, WHY, outcome());
    }

    private static OperationOutcome outcome() {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(IssueType.TIMEOUT)
                .setDiagnostics(WHY);
        return outcome;
    }
}
