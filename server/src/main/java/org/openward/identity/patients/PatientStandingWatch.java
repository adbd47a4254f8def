package org.openward.identity.patients;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirGuard;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** Hears when the record of a patient ends, is merged into another one or comes back, in the transaction in which it does. */
@FhirGuard
@Interceptor
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
public class PatientStandingWatch {
    private final EndingAccounts accounts;

    PatientStandingWatch(EndingAccounts accounts) {
        this.accounts = accounts;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource after) {
        if (before instanceof Patient known && after instanceof Patient changed) {
            var standing = Standing.of(changed);
            if (!standing.equals(Standing.of(known))) {
                accounts.changed(changed.getIdElement().getIdPart(), standing);
            }
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource record) {
        if (record instanceof Patient patient) {
            accounts.changed(patient.getIdElement().getIdPart(), new Standing(false, Optional.empty()));
        }
    }
}
