package org.openward.privacy.erasure;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirGuard;

/** Keeps an erased record erased, whoever wants to write it, and lets nobody make one look erased. */
@FhirGuard
@Interceptor
public class TombstoneGuard {
    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void creating(IBaseResource created) {
        refuseImitation(created);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void updating(IBaseResource before, IBaseResource after) {
        if (before instanceof Patient patient && Tombstone.isOne(patient)) {
            throw ErasureRefused.staysErased();
        }
        refuseImitation(after);
    }

    private static void refuseImitation(IBaseResource written) {
        if (written instanceof Patient patient && Tombstone.isOne(patient) && !Tombstone.isMadeHere(patient)) {
            throw ErasureRefused.markedByHand();
        }
    }
}
