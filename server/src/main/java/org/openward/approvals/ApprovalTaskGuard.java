package org.openward.approvals;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Task;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.FhirGuard;

/** Keeps clients from writing the Tasks that ask for approvals: approvers see what will be done, and nothing else. */
@FhirGuard
@Interceptor
public class ApprovalTaskGuard {
    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void creating(IBaseResource task, RequestDetails request) {
        refuse(task, request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void updating(IBaseResource before, IBaseResource after, RequestDetails request) {
        refuse(before, request);
        refuse(after, request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void deleting(IBaseResource task, RequestDetails request) {
        refuse(task, request);
    }

    private static void refuse(IBaseResource resource, RequestDetails request) {
        if (resource instanceof Task task && ApprovalTasks.isOne(task) && !DeskRequest.isDesk(request)) {
            throw ApprovalRefused.writtenByHand();
        }
    }
}
