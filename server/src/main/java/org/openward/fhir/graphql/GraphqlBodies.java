package org.openward.fhir.graphql;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.openward.fhir.FhirInterceptor;

/** Refuses a JSON body that is no query; HAPI, which looks into it first, would call it a fault of the server. */
@FhirInterceptor
@Interceptor
class GraphqlBodies {
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void requireQuery(RequestDetails request) {
        if ("$graphql".equals(request.getOperation())
                && request.getRequestType() == RequestTypeEnum.POST
                && GraphqlEndpoint.isJson(request)) {
            GraphqlQuery.ofJson(new String(request.loadRequestContents(), request.getCharset()));
        }
    }
}
