package org.openward.privacy;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.bulk.BulkRights;

/**
 * Lets only those search the audit trail who may see all of it. Its rows are no records of HAPI's, so no search of them is narrowed to what
 * a token speaks of, and a count tells as much as the rows.
 */
@FhirInterceptor
@Interceptor
class WholeTrail {
    private static final String TRAIL = "AuditEvent";

    private final BulkRights reach;

    WholeTrail(BulkRights reach) {
        this.reach = reach;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void require(RequestDetails request) {
        if (request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE
                && TRAIL.equals(request.getResourceName())
                && !reach.mayTakeOut(request, TRAIL)) {
            throw new TrailNotForCaller();
        }
    }
}
