package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import org.hl7.fhir.r4.model.Parameters;
import org.openward.fhir.FhirInterceptor;

/** Refuses a {@code $diff} of the whole server that does not name both records, at which HAPI fails. */
@FhirInterceptor
@Interceptor
class AskedDifferences {
    private static final List<String> BOTH = List.of("from", "to");

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void require(RequestDetails request, RestOperationTypeEnum interaction) {
        if (interaction == RestOperationTypeEnum.EXTENDED_OPERATION_SERVER
                && "$diff".equals(request.getOperation())
                && !BOTH.stream().allMatch(name -> isGiven(request, name))) {
            throw ProtocolRefusal.nothingToCompare();
        }
    }

    private static boolean isGiven(RequestDetails request, String name) {
        return request.getParameters().containsKey(name)
                || (request.getResource() instanceof Parameters body && body.hasParameter(name));
    }
}
