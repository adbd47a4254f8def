package org.openward.security;

import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** The token does not reach that far. */
final class NotAllowed {
    private NotAllowed() {}

    /** The token's holder has to show more of who he is; the header says it to his app (RFC 9470). */
    static ForbiddenOperationException withoutAssurance(String operation, String level) {
        var refused = because("The operation " + operation + " needs a token with the authentication level " + level
                + ": have the person sign in again with acr_values=" + level + ".");
        refused.addResponseHeader(
                "WWW-Authenticate",
                "Bearer error=\"insufficient_user_authentication\", error_description=\"A second factor is needed.\", "
                        + "acr_values=\"" + level + "\"");
        return refused;
    }

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
