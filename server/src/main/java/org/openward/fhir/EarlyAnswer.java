package org.openward.fhir;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** An OperationOutcome for a request that is turned away before the FHIR server has seen it. */
public final class EarlyAnswer {
    private EarlyAnswer() {}

    /**
     * Writes status and OperationOutcome as FHIR JSON.
     *
     * @param issueCode a FHIR issue type, such as {@code forbidden}
     */
    public static void write(HttpServletResponse response, int status, String issueCode, String text)
            throws IOException {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(IssueType.fromCode(issueCode))
                .setDiagnostics(text);
        outcome.setId(response.getHeader("X-Request-Id"));
        response.setStatus(status);
        response.setContentType("application/fhir+json;charset=UTF-8");
        response.getOutputStream()
                .write(FhirContext.forR4Cached()
                        .newJsonParser()
                        .encodeResourceToString(outcome)
                        .getBytes(StandardCharsets.UTF_8));
    }
}
