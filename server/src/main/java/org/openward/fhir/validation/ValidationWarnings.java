package org.openward.fhir.validation;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.openward.fhir.FhirInterceptor;

/**
 * Tells a client what was found amiss in a record that was stored all the same: in the OperationOutcome that he asks for
 * ({@code Prefer: return=OperationOutcome}), and in those of the entries of a batch or transaction.
 */
@FhirInterceptor
@Interceptor
class ValidationWarnings {
    private static final String FOUND = ValidationWarnings.class.getName();

    static void note(RequestDetails request, IBaseResource record, List<SingleValidationMessage> found) {
        if (!found.isEmpty()) {
            byRecord(request).put(record, found);
        }
    }

    @SuppressWarnings("unchecked") // only this class puts something under this name
    private static Map<IBaseResource, List<SingleValidationMessage>> byRecord(RequestDetails request) {
        return (Map<IBaseResource, List<SingleValidationMessage>>)
                request.getUserData().computeIfAbsent(FOUND, none -> new IdentityHashMap<>());
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void tell(RequestDetails request, ResponseDetails response) {
        if (!request.getUserData().containsKey(FOUND)) {
            return;
        }
        var found = byRecord(request);
        if (response.getResponseResource() instanceof OperationOutcome outcome) {
            found.values().forEach(each -> add(outcome, each));
        } else if (request.getResource() instanceof Bundle asked
                && response.getResponseResource() instanceof Bundle answer) {
            for (int place = 0;
                    place < Math.min(asked.getEntry().size(), answer.getEntry().size());
                    place++) {
                var record = asked.getEntry().get(place).getResource();
                if (found.containsKey(record)
                        && answer.getEntry().get(place).getResponse().getOutcome()
                                instanceof OperationOutcome outcome) {
                    add(outcome, found.getOrDefault(record, List.of()));
                }
            }
        }
    }

    private static void add(OperationOutcome outcome, List<SingleValidationMessage> found) {
        ProfileNotMet.issues(found).forEach(issue -> outcome.addIssue(issue.setSeverity(IssueSeverity.WARNING)));
    }
}
