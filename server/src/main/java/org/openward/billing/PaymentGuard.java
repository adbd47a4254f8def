package org.openward.billing;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.FhirGuard;

/** Keeps plain writes from inventing, changing or deleting a payment. */
@FhirGuard
@Interceptor
public class PaymentGuard {
    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void creating(IBaseResource resource, RequestDetails request) {
        refusePayment(resource, request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void updating(IBaseResource before, IBaseResource after, RequestDetails request) {
        refusePayment(after, request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void deleting(IBaseResource resource, RequestDetails request) {
        refusePayment(resource, request);
    }

    private static void refusePayment(IBaseResource resource, RequestDetails request) {
        if (resource instanceof PaymentReconciliation && !DeskRequest.isDesk(request)) {
            throw PaymentRefused.takenOnlyByOperation();
        }
    }
}
