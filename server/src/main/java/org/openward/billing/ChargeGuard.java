package org.openward.billing;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.FhirGuard;

/** Keeps plain writes off charges that stand on a bill, and notes which charges wait for one, however they were written. */
@FhirGuard
@Interceptor
public class ChargeGuard {
    private final ChargeRegister register;

    ChargeGuard(ChargeRegister register) {
        this.register = register;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void creating(IBaseResource resource, RequestDetails request) {
        if (resource instanceof ChargeItem charge && !DeskRequest.isDesk(request)) {
            refuseBilled(charge);
        }
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void updating(IBaseResource before, IBaseResource after, RequestDetails request) {
        if (after instanceof ChargeItem charge && before instanceof ChargeItem stored && !DeskRequest.isDesk(request)) {
            refuseChangeOfBilled(stored);
            refuseBilled(charge);
        }
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void deleting(IBaseResource resource, RequestDetails request) {
        if (resource instanceof ChargeItem charge && !DeskRequest.isDesk(request)) {
            refuseChangeOfBilled(charge);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource created) {
        if (created instanceof ChargeItem charge) {
            register.note(charge);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource after) {
        if (after instanceof ChargeItem charge) {
            register.note(charge);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource deleted) {
        if (deleted instanceof ChargeItem charge) {
            register.close(charge);
        }
    }

    private static void refuseBilled(ChargeItem charge) {
        if (charge.getStatus() == ChargeItemStatus.BILLED) {
            throw ChargeRefused.billedOnlyByOperation();
        }
    }

    private static void refuseChangeOfBilled(ChargeItem stored) {
        if (stored.getStatus() == ChargeItemStatus.BILLED) {
            throw ChargeRefused.billedIsFinal();
        }
    }
}
