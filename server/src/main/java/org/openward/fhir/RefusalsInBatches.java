package org.openward.fhir;

import ca.uhn.fhir.jpa.dao.r4.TransactionProcessorVersionAdapterR4;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** Gives a refused entry of a batch the OperationOutcome that the same request has alone; HAPI keeps only its text. */
@Component
@Primary
class RefusalsInBatches extends TransactionProcessorVersionAdapterR4 {
    @Override
    public void populateEntryWithOperationOutcome(BaseServerResponseException refusal, BundleEntryComponent entry) {
        if (refusal.getOperationOutcome() instanceof OperationOutcome outcome) {
            entry.getResponse().setOutcome(outcome);
        } else {
            super.populateEntryWithOperationOutcome(refusal, entry);
        }
    }
}
