package org.openward.audit;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import org.openward.fhir.FhirInterceptor;

/** Answers whoever wants to write an audit event over REST that there is no such method. */
@FhirInterceptor
@Interceptor
public class AuditEventGate {
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
    public void enter(RequestDetails request) {
        if ("AuditEvent".equals(request.getResourceName()) && isWrite(request)) {
            throw new MethodNotAllowedException(AuditIsReadOnly.MESSAGE, RequestTypeEnum.GET);
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
