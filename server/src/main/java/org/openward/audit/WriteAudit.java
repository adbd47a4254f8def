package org.openward.audit;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.FhirGuard;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;

/**
 * Records every write of a FHIR record, whichever way it came in, and every record that the server sends out on its own
 * account, in the transaction of the write or of the sending.
 */
@FhirGuard
@Interceptor
public class WriteAudit {
    private final AuditTrail trail;
    private final PatientsTouched patients;

    WriteAudit(AuditTrail trail, FhirContext context) {
        this.trail = trail;
        this.patients = new PatientsTouched(context);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource resource, @Nullable RequestDetails request) {
        record(resource, Deed.done(Activity.REST, Action.CREATE, "create"), request);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource resource, @Nullable RequestDetails request) {
        var isPatch = request != null && request.getRestOperationType() == RestOperationTypeEnum.PATCH;
        record(resource, Deed.done(Activity.REST, Action.UPDATE, isPatch ? "patch" : "update"), request);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource resource, @Nullable RequestDetails request) {
        record(resource, Deed.done(Activity.REST, Action.DELETE, "delete"), request);
    }

    /**
     * A record was shown to somebody who was not asking at that moment.
     *
     * @param receiver in whose name it was shown
     * @param to where it went, without secrets
     */
    public void sentOut(Caller receiver, IBaseResource shown, String to) {
        var id = shown.getIdElement();
        var about = new About(shown.fhirType(), id.getIdPart(), id.getVersionIdPart(), null);
        var deed = Deed.done(Activity.SERVER, Action.READ, "notification");
        trail.record(PerPatient.entries(new AuditEntry(receiver, deed, about, to), patients.in(shown)));
    }

    private void record(IBaseResource resource, Deed deed, @Nullable RequestDetails request) {
        var id = resource.getIdElement();
        var about = new About(resource.fhirType(), id.getIdPart(), id.getVersionIdPart(), null);
        trail.record(PerPatient.entries(new AuditEntry(caller(request), deed, about, null), patients.in(resource)));
        if (request != null) {
            RequestAudit.markRecorded(request);
        }
    }

    private static Caller caller(@Nullable RequestDetails request) {
        if (request instanceof DeskRequest desk) {
            return desk.caller();
        }
        return Acting.ifAny().orElseGet(() -> Caller.server(TenantId.DEFAULT, "start"));
    }
}
