package org.openward.interfaceengine.outbound;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Endpoint;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.FhirGuard;

/** Judges each Endpoint before it is stored, and enters a destination in the register in the same transaction. */
@FhirGuard
@Interceptor
class DestinationGuard {
    private final DestinationAdmission admission;

    DestinationGuard(DestinationAdmission admission) {
        this.admission = admission;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void beforeCreate(IBaseResource resource, @Nullable RequestDetails request) {
        judge(resource, request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void beforeUpdate(@Nullable IBaseResource before, IBaseResource after, @Nullable RequestDetails request) {
        judge(after, request);
    }

    private void judge(IBaseResource resource, @Nullable RequestDetails request) {
        if (resource instanceof Endpoint endpoint && !DeskRequest.isDesk(request)) {
            admission.judge(endpoint, request);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource resource) {
        if (resource instanceof Endpoint endpoint) {
            admission.enter(endpoint);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(@Nullable IBaseResource before, IBaseResource after) {
        if (after instanceof Endpoint endpoint) {
            removeFormer(before, endpoint);
            admission.enter(endpoint);
        }
    }

    /** An Endpoint that is told nothing any more. */
    private void removeFormer(@Nullable IBaseResource before, Endpoint after) {
        if (before instanceof Endpoint former
                && DestinationReader.isDestination(former)
                && !DestinationReader.isDestination(after)) {
            admission.remove(after.getIdElement().getIdPart());
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource resource) {
        if (resource instanceof Endpoint endpoint && DestinationReader.isDestination(endpoint)) {
            admission.remove(endpoint.getIdElement().getIdPart());
        }
    }
}
