package org.openward.identity.patients;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirGuard;
import org.openward.fhir.merging.RecordMerges;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * Hears when the record of a patient ends, is merged into another one or comes back, in the transaction in which it does. An account goes
 * into another record with a merge alone: whoever may write a Patient could lead it anywhere otherwise.
 */
@FhirGuard
@Interceptor
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
public class PatientStandingWatch {
    private final EndingAccounts accounts;
    private final Candidates candidates;

    PatientStandingWatch(EndingAccounts accounts, Candidates candidates) {
        this.accounts = accounts;
        this.candidates = candidates;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
        if (before instanceof Patient known && after instanceof Patient changed) {
            var standing = Standing.of(changed);
            if (!standing.equals(Standing.of(known))) {
                changed(id(changed), standing, request);
            }
            if (candidates.isFoundMinor(known, changed)) {
                accounts.ended(id(changed));
            }
        }
    }

    private void changed(String patient, Standing standing, RequestDetails request) {
        if (standing.isOpen()) {
            accounts.cameBack(patient);
        } else if (RecordMerges.isPart(request)) {
            accounts.merged(patient, standing.survivor());
        } else {
            accounts.ended(patient);
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource record) {
        if (record instanceof Patient patient) {
            accounts.ended(id(patient));
        }
    }

    private static String id(Patient patient) {
        return patient.getIdElement().getIdPart();
    }
}
