package org.openward.audit;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.openward.fhir.FhirInterceptor;

/** Refuses whoever wants to write an audit event over REST; the server has no method for it and would call that a mistake. */
@FhirInterceptor
@Interceptor
public class AuditEventGate {
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
    public void enter(RequestDetails request) {
        if ("AuditEvent".equals(request.getResourceName()) && isWrite(request)) {
            throw new AuditIsReadOnly();
        }
    }

    private static boolean isWrite(RequestDetails request) {
        return switch (request.getRequestType()) {
            case PUT, PATCH, DELETE -> true;
            case POST -> request.getOperation() == null || Constants.URL_TOKEN_HISTORY.equals(request.getOperation());
            default -> false;
        };
    }
}
