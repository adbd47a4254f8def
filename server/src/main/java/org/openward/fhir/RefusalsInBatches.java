package org.openward.fhir;

import ca.uhn.fhir.jpa.dao.BaseTransactionProcessor;
import ca.uhn.fhir.jpa.dao.r4.TransactionProcessorVersionAdapterR4;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.openward.fhir.protocol.OutcomeWords;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * Gives a refused entry of a batch the status and OperationOutcome that the same request has alone, of which HAPI keeps only the text, and refuses
 * one that creates nothing, at which HAPI fails.
 */
@Component
@Primary
class RefusalsInBatches extends TransactionProcessorVersionAdapterR4 {
    private static final String STATUS = RefusalsInBatches.class.getName();

    @Override
    public IBaseResource getResource(BundleEntryComponent entry) {
        if (entry.getResource() == null && entry.getRequest().getMethod() == HTTPVerb.POST) {
            throw new InvalidRequestException(
                    "The entry that posts to " + entry.getRequest().getUrl()
                            + " has no resource. An operation without parameters takes an empty Parameters.");
        }
        return super.getResource(entry);
    }

    @Override
    public void populateEntryWithOperationOutcome(BaseServerResponseException refusal, BundleEntryComponent entry) {
        var fault = refusal.getStatusCode() < 500
                ? null
                : SendersFault.inAnEntry(refusal).orElse(null);
        if (fault != null) {
            entry.setUserData(STATUS, BaseTransactionProcessor.toStatusString(fault.getStatusCode()));
            super.populateEntryWithOperationOutcome(fault, entry);
        } else if (refusal.getOperationOutcome() instanceof OperationOutcome outcome) {
            entry.getResponse().setOutcome(outcome);
        } else {
            super.populateEntryWithOperationOutcome(refusal, entry);
        }
        if (entry.getResponse().getOutcome() instanceof OperationOutcome said) {
            OutcomeWords.plain(said);
        }
    }

    /** HAPI writes down the status of the failure that it met after what is said about it. */
    @Override
    public void setResponseStatus(BundleEntryComponent entry, String status) {
        super.setResponseStatus(entry, Objects.requireNonNullElse(entry.getUserString(STATUS), status));
    }
}
