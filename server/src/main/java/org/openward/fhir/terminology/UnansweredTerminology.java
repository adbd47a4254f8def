package org.openward.fhir.terminology;

import java.util.function.Supplier;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.openward.fhir.Refusal;
import org.openward.terminology.TerminologyFault;

/** A question about codes cannot be answered, or is not put well. */
class UnansweredTerminology extends Refusal {
    private static final long serialVersionUID = 1L;

    private UnansweredTerminology(Kind kind, IssueType issue, String message) {
        super(kind, message, outcome(issue, message));
    }

    private static OperationOutcome outcome(IssueType issue, String message) {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(issue)
                .setDiagnostics(message)
                .getDetails()
                .setText(message);
        return outcome;
    }

    /** What the question was asked about is not here. */
    static UnansweredTerminology notFound(String what) {
        return new UnansweredTerminology(Kind.NOT_FOUND, IssueType.NOTFOUND, what);
    }

    static UnansweredTerminology unclear(String what) {
        return new UnansweredTerminology(Kind.MALFORMED, IssueType.INVALID, what);
    }

    /** What a value set is made of may be unknown, too much, or put wrongly. */
    static <T> T unless(Supplier<T> answer) {
        try {
            return answer.get();
        } catch (TerminologyFault fault) {
            throw new UnansweredTerminology(Kind.RULE, fault.kind(), String.valueOf(fault.getMessage()));
        }
    }
}
