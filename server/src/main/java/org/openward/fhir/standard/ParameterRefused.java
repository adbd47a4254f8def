package org.openward.fhir.standard;

import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.openward.fhir.Refusal;
import org.openward.fhir.standard.ForeignOperation.Taken;

/** An operation is asked for with a parameter that it does not have, or that is not heeded here. */
final class ParameterRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private ParameterRefused(Kind kind, String message, OperationOutcome outcome) {
        super(kind, message, outcome);
    }

    static ParameterRefused unknown(ForeignOperation operation, String name) {
        var taken = operation.takes().stream().map(Taken::name).collect(Collectors.joining(", "));
        return of(
                Kind.MALFORMED,
                IssueType.INVALID,
                "$%s has no parameter %s here. It takes %s."
                        .formatted(operation.code(), name, taken.isEmpty() ? "none" : taken));
    }

    static ParameterRefused notSupported(ForeignOperation operation, String name) {
        return of(
                Kind.RULE,
                IssueType.NOTSUPPORTED,
                "The parameter %s of $%s is not supported here.".formatted(name, operation.code()));
    }

    private static ParameterRefused of(Kind kind, IssueType issue, String message) {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(issue)
                .setDiagnostics(message)
                .getDetails()
                .setText(message);
        return new ParameterRefused(kind, message, outcome);
    }
}
