package org.openward.fhir.validation;

import ca.uhn.fhir.validation.SingleValidationMessage;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
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
        issues(errors).forEach(outcome::addIssue);
        return new ProfileNotMet("The record does not meet a profile that it is held to. Nothing was stored.", outcome);
    }

    /** The first of them, as errors. */
    static List<OperationOutcomeIssueComponent> issues(List<SingleValidationMessage> errors) {
        return errors.stream().limit(ISSUES).map(ProfileNotMet::issue).toList();
    }

    private static OperationOutcomeIssueComponent issue(SingleValidationMessage error) {
        var issue = new OperationOutcomeIssueComponent()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(IssueType.INVALID)
                .setDiagnostics(error.getMessage());
        if (StringUtils.isNotBlank(error.getLocationString())) {
            issue.addExpression(error.getLocationString());
        }
        return issue;
    }

    /** Where nothing is refused, it is told. */
    SingleValidationMessage asMessage() {
        var message = new SingleValidationMessage();
        message.setMessage(getMessage());
        return message;
    }

    static ProfileNotMet tooLarge(int elements) {
        return with(IssueType.TOOCOSTLY, "A record that is held to a profile has at most " + elements + " elements.");
    }

    static ProfileNotMet unknown(String profile) {
        return with(
                IssueType.NOTFOUND,
                "This server has no profile " + profile
                        + ". Claim it without a version or in one that is here, or install its package.");
    }

    private static ProfileNotMet with(IssueType type, String message) {
        var outcome = new OperationOutcome();
        outcome.addIssue().setSeverity(IssueSeverity.ERROR).setCode(type).setDiagnostics(message);
        return new ProfileNotMet(message, outcome);
    }
}
