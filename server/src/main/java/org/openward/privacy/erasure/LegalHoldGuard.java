package org.openward.privacy.erasure;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Flag;
import org.openward.fhir.FhirGuard;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;

/** Lets nobody set or end a legal hold who may not, and notes each in the transaction that stores it. */
@FhirGuard
@Interceptor
public class LegalHoldGuard {
    private final LegalHolds holds;

    LegalHoldGuard(LegalHolds holds) {
        this.holds = holds;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void creating(IBaseResource created) {
        requireRight(created);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void updating(IBaseResource before, IBaseResource after) {
        requireRight(before);
        requireRight(after);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void deleting(IBaseResource deleted) {
        requireRight(deleted);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource created) {
        if (created instanceof Flag flag && LegalHolds.isOne(flag)) {
            holds.keep(flag);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource after) {
        if (after instanceof Flag flag && (isHold(before) || LegalHolds.isOne(flag))) {
            holds.keep(flag);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource deleted) {
        if (deleted instanceof Flag flag && LegalHolds.isOne(flag)) {
            holds.forget(flag);
        }
    }

    private static boolean isHold(IBaseResource record) {
        return record instanceof Flag flag && LegalHolds.isOne(flag);
    }

    private static void requireRight(IBaseResource record) {
        var mayHold = Acting.ifAny()
                .filter(caller -> caller.kind() == Caller.Kind.SERVER || caller.may(LegalHolds.PERMISSION))
                .isPresent();
        if (isHold(record) && !mayHold) {
            throw ErasureRefused.holdNotYours();
        }
    }
}
