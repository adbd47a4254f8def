package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.EnumSet;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.openward.fhir.FhirInterceptor;

/** Refuses a batch or transaction with an entry that does not say what to do, or says HEAD, at both of which HAPI fails. */
@FhirInterceptor
@Interceptor
class EntryMethods {
    private static final Set<HTTPVerb> METHODS =
            EnumSet.of(HTTPVerb.GET, HTTPVerb.POST, HTTPVerb.PUT, HTTPVerb.PATCH, HTTPVerb.DELETE);

    private static final Set<BundleType> DONE = EnumSet.of(BundleType.BATCH, BundleType.TRANSACTION);

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void require(RequestDetails request) {
        if (request.getRestOperationType() == RestOperationTypeEnum.TRANSACTION
                && request.getResource() instanceof Bundle bundle
                && DONE.contains(bundle.getType())
                && bundle.getEntry().stream()
                        .anyMatch(entry -> !METHODS.contains(entry.getRequest().getMethod()))) {
            throw ProtocolRefusal.noMethod();
        }
    }
}
