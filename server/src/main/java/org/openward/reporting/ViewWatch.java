package org.openward.reporting;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.FhirGuard;

/** Flattens every written resource into the view tables before its transaction commits, whichever way it came in. */
@FhirGuard
@Interceptor
public class ViewWatch {
    private final ViewTables tables;

    ViewWatch(ViewTables tables) {
        this.tables = tables;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource resource) {
        tables.keep((Resource) resource);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource after) {
        tables.keep((Resource) after);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource resource) {
        tables.forget((Resource) resource);
    }
}
