package org.openward.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;

/** Refuses a batch or transaction with more entries than one request may carry. */
@FhirInterceptor
@Interceptor
class RequestLimits {
    private final FhirSettings settings;

    RequestLimits(FhirSettings settings) {
        this.settings = settings;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void limit(RequestDetails request, RestOperationTypeEnum interaction) {
        if (interaction != RestOperationTypeEnum.TRANSACTION) {
            return;
        }
        if (!(request.getResource() instanceof Bundle bundle)) {
            throw new InvalidRequestException("A batch or transaction is a Bundle; this body is none.");
        }
        if (bundle.getType() != BundleType.TRANSACTION && bundle.getType() != BundleType.BATCH) {
            throw new InvalidRequestException("A Bundle that is posted here says in its type: transaction or batch.");
        }
        if (bundle.getEntry().size() > settings.maximumBundleEntries()) {
            throw new PayloadTooLargeException("A batch or transaction holds at most " + settings.maximumBundleEntries()
                    + " entries. Send it in parts.");
        }
    }
}
