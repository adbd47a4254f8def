package org.openward.privacy;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Consent;
import org.openward.fhir.FhirGuard;

/** Sees every Consent that is written, whichever way it came in, and enters in the same transaction what it keeps from whom. */
@FhirGuard
@Interceptor
public class ConsentWatch {
    private final ConsentDesk desk;

    ConsentWatch(ConsentDesk desk) {
        this.desk = desk;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource created) {
        if (created instanceof Consent consent) {
            desk.keep(consent);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource after) {
        if (after instanceof Consent consent) {
            desk.keep(consent);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource deleted) {
        if (deleted instanceof Consent consent) {
            desk.remove(consent);
        }
    }
}
