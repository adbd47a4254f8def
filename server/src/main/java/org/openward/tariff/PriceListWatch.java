package org.openward.tariff;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.openward.fhir.FhirGuard;

/** Sees every price list entry that is written and notes, in the same transaction, which services it names. */
@FhirGuard
@Interceptor
public class PriceListWatch {
    private final PriceListCodes codes;

    PriceListWatch(PriceListCodes codes) {
        this.codes = codes;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource created) {
        if (created instanceof ChargeItemDefinition definition) {
            codes.keep(definition);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource after) {
        if (after instanceof ChargeItemDefinition definition) {
            codes.keep(definition);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource deleted) {
        if (deleted instanceof ChargeItemDefinition definition) {
            codes.forget(definition);
        }
    }
}
