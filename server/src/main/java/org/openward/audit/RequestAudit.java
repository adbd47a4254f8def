package org.openward.audit;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseOperationOutcome;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.Touched;
import org.openward.fhir.contents.SecurityContexts;
import org.openward.fhir.sealing.VeiledQueries;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;

/** Records every FHIR request before its answer leaves: what was seen, searched and carried out, and what was refused. */
@FhirInterceptor
@Interceptor
public class RequestAudit {
    /** After whoever may still refuse or change the answer, before whoever may send it himself. */
    private static final int LAST_BEFORE_SENDING = 900;

    private static final String RECORDED = RequestAudit.class.getName() + ".recorded";
    private static final String ANSWERED = RequestAudit.class.getName() + ".answered";
    private static final Set<RestOperationTypeEnum> WRITES = EnumSet.of(
            RestOperationTypeEnum.CREATE,
            RestOperationTypeEnum.UPDATE,
            RestOperationTypeEnum.PATCH,
            RestOperationTypeEnum.DELETE);

    private final AuditTrail trail;
    private final Tenants tenants;
    private final RequestEntries entries;

    RequestAudit(
            AuditTrail trail, Tenants tenants, FhirContext context, SecurityContexts contexts, VeiledQueries queries) {
        this.trail = trail;
        this.tenants = tenants;
        this.entries = new RequestEntries(context, contexts, queries::veiled);
    }

    static void markRecorded(RequestDetails request) {
        request.getUserData().put(RECORDED, true);
    }

    private static boolean isRecorded(RequestDetails request) {
        return request.getUserData().containsKey(RECORDED);
    }

    @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = LAST_BEFORE_SENDING)
    public void answered(RequestDetails request, ResponseDetails response) {
        var recordsItself = WRITES.contains(request.getRestOperationType());
        if (!isPublic(request) && !(recordsItself && isRecorded(request)) && isFirstAnswer(request)) {
            trail.recordNow(entries.answered(caller(request), request, seen(request, response)));
            markRecorded(request);
        }
    }

    private static @Nullable IBaseResource seen(RequestDetails request, ResponseDetails response) {
        return response.getResponseResource() == null
                ? Touched.records(request).orElse(null)
                : response.getResponseResource();
    }

    /** HAPI announces again what an operation has announced and sent itself. */
    private static boolean isFirstAnswer(RequestDetails request) {
        return request.getUserData().put(ANSWERED, true) == null;
    }

    @Hook(Pointcut.SERVER_OUTGOING_FAILURE_OPERATIONOUTCOME)
    public void refused(RequestDetails request, IBaseOperationOutcome outcome, ResponseDetails response) {
        var why = why(outcome);
        if (isPublic(request) || AuditUnavailable.MESSAGE.equals(why)) {
            return;
        }
        try {
            trail.recordNow(entries.failed(caller(request), request, response.getResponseCode(), why));
            markRecorded(request);
        } catch (AuditUnavailable failure) {
            // Too late for an exception: HAPI would answer without an OperationOutcome.
            response.setResponseCode(503);
            response.setResponseResource(unavailable());
        }
    }

    /** An interceptor that sends the answer itself ends the request without the hooks above. */
    @Hook(Pointcut.SERVER_PROCESSING_COMPLETED)
    public void completed(RequestDetails request) {
        if (!isRecorded(request) && !isPublic(request) && request.getRestOperationType() != null) {
            trail.recordNow(entries.answered(caller(request), request, null));
        }
    }

    private static boolean isPublic(RequestDetails request) {
        return request.getRestOperationType() == RestOperationTypeEnum.METADATA;
    }

    private static OperationOutcome unavailable() {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.FATAL)
                .setCode(IssueType.TRANSIENT)
                .setDiagnostics(AuditUnavailable.MESSAGE);
        return outcome;
    }

    private static @Nullable String why(IBaseOperationOutcome outcome) {
        return outcome instanceof OperationOutcome known && known.hasIssue()
                ? known.getIssueFirstRep().getDiagnostics()
                : null;
    }

    private Caller caller(RequestDetails request) {
        return Acting.ifAny().orElseGet(() -> anonymous(request));
    }

    /** A request that was refused before anybody was known is kept in the trail of the tenant that it knocked at. */
    private Caller anonymous(RequestDetails request) {
        var tenant = Optional.ofNullable(request.getTenantId())
                .filter(TenantId::isWellFormed)
                .map(TenantId::new)
                .flatMap(tenants::find)
                .map(Tenant::id)
                .orElse(TenantId.DEFAULT);
        var address = request instanceof ServletRequestDetails servlet
                ? String.valueOf(servlet.getServletRequest().getRemoteAddr())
                : "";
        return new Caller(tenant, Caller.Kind.CLIENT, "anonymous", String.valueOf(request.getRequestId()), address);
    }
}
