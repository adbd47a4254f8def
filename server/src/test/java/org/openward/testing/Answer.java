package org.openward.testing;

import ca.uhn.fhir.context.FhirContext;
import java.net.http.HttpHeaders;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;

/** What the server answered. */
public record Answer(int status, HttpHeaders headers, String body) {
    public <T extends Resource> T resource(Class<T> type) {
        if (status >= 400 && type != OperationOutcome.class) {
            throw new AssertionError("Refused: " + this);
        }
        return FhirContext.forR4Cached().newJsonParser().parseResource(type, body);
    }

    public OperationOutcome outcome() {
        return resource(OperationOutcome.class);
    }

    /** The invariant that the first issue of the OperationOutcome names, or an empty text. */
    public String invariant() {
        return outcome().getIssueFirstRep().getDetails().getCodingFirstRep().hasCode()
                ? outcome().getIssueFirstRep().getDetails().getCodingFirstRep().getCode()
                : "";
    }

    @Override
    public String toString() {
        return status + " " + body;
    }
}
