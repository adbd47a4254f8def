package org.openward.fhir.validation;

import ca.uhn.fhir.validation.SingleValidationMessage;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.openward.fhir.Refusal;

/** A record is not what the profile asks that it claims in {@code meta.profile}; each issue names the place. */
class ProfileNotMet extends Refusal {
    private static final long serialVersionUID = 1L;

    /** More help nobody to mend a record. */
    private static final int ISSUES = 50;

    private ProfileNotMet(String message, OperationOutcome outcome) {
        super(Kind.RULE, message, outcome);
    }

    static ProfileNotMet because(List<SingleValidationMessage> errors) {
        var outcome = new OperationOutcome();
        errors.stream().limit(ISSUES).forEach(error -> {
            var issue = outcome.addIssue()
                    .setSeverity(IssueSeverity.ERROR)
                    .setCode(IssueType.INVALID)
                    .setDiagnostics(error.getMessage());
            if (StringUtils.isNotBlank(error.getLocationString())) {
                issue.addExpression(error.getLocationString());
            }
        });
        return new ProfileNotMet("The record does not meet a profile that it claims. Nothing was stored.", outcome);
    }

    static ProfileNotMet tooLarge(int elements) {
        return with(
                IssueType.TOOCOSTLY,
                "A record that claims a profile has at most " + elements + " elements. Nothing was stored.");
    }

    static ProfileNotMet unknownVersion(String profile) {
        return with(
                IssueType.NOTFOUND,
                "This server does not publish " + profile + ". Claim the profile without a version.");
    }

    private static ProfileNotMet with(IssueType type, String message) {
        var outcome = new OperationOutcome();
        outcome.addIssue().setSeverity(IssueSeverity.ERROR).setCode(type).setDiagnostics(message);
        return new ProfileNotMet(message, outcome);
    }
}
