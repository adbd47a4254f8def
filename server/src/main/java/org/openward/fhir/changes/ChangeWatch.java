package org.openward.fhir.changes;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;

/** Sees every record that is written, whichever way it came in. */
@FhirGuard
@Interceptor
public class ChangeWatch {
    private final ChangesOfTransaction changes;

    ChangeWatch(ChangesOfTransaction changes) {
        this.changes = changes;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource resource) {
        changes.add(resource, Change.CREATE);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(@Nullable IBaseResource before, IBaseResource resource) {
        changes.add(resource, Change.UPDATE);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource resource) {
        changes.add(resource, Change.DELETE);
    }
}
