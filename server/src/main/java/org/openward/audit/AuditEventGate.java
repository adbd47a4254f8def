package org.openward.audit;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ConditionalDeleteStatus;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.statement.StatementPart;

/** Refuses whoever wants to write an audit event over REST; the server has no method for it and would call that a mistake. */
@FhirInterceptor
@Interceptor
public class AuditEventGate implements StatementPart {
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

    /** Leaves in the server's statement what the audit's own rows can be asked, which is less than records can. */
    @Override
    public void addTo(CapabilityStatement statement, RequestDetails request) {
        statement.getRest().stream()
                .flatMap(rest -> rest.getResource().stream())
                .filter(resource -> "AuditEvent".equals(resource.getType()))
                .forEach(AuditEventGate::withoutWhatIsNotKept);
    }

    private static void withoutWhatIsNotKept(CapabilityStatementRestResourceComponent audit) {
        audit.getSearchParam().removeIf(parameter -> !AuditSearch.PARAMETERS.contains(parameter.getName()));
        audit.addSearchParam()
                .setName(AuditSearch.PURPOSE)
                .setType(SearchParamType.TOKEN)
                .setDocumentation("What the record was used for, as a code of PurposeOfUse; as R5 has it.");
        audit.getSearchInclude().clear();
        audit.getSearchRevInclude().clear();
        audit.getOperation().clear();
        audit.setConditionalDelete(ConditionalDeleteStatus.NOTSUPPORTED);
    }
}
