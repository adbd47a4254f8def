package org.openward.fhir.terminology.loaded;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.openward.fhir.FhirGuard;

/** Whoever deletes the record of a loaded code system wants its codes gone, too; a later tidying removes them. */
@FhirGuard
@Interceptor
class LoadedRecordWatch {
    private final LoadedEditions editions;

    LoadedRecordWatch(LoadedEditions editions) {
        this.editions = editions;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void release(IBaseResource deleted) {
        if (deleted instanceof CodeSystem record) {
            editions.release(record);
        }
    }
}
