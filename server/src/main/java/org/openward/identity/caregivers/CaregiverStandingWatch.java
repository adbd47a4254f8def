package org.openward.identity.caregivers;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.fhir.FhirGuard;
import org.openward.fhir.merging.RecordMerges;
import org.openward.tenancy.Acting;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * Hears when a RelatedPerson is deleted, or is said to be another patient's. The desk has seen whose relative the person is, and has to see
 * it again: whoever may write a RelatedPerson could lead an account to any patient otherwise. A merge moves it with the patient.
 */
@FhirGuard
@Interceptor
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
public class CaregiverStandingWatch {
    private final EndingCaregivers accounts;
    private final AuditTrail trail;

    CaregiverStandingWatch(EndingCaregivers accounts, AuditTrail trail) {
        this.accounts = accounts;
        this.trail = trail;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
        if (before instanceof RelatedPerson known
                && after instanceof RelatedPerson changed
                && !patient(known).equals(patient(changed))
                && !RecordMerges.isPart(request)) {
            end(known, "the RelatedPerson was said to be another patient's");
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource record) {
        if (record instanceof RelatedPerson relative) {
            end(relative, "the RelatedPerson was deleted");
        }
    }

    private void end(RelatedPerson relative, String why) {
        var id = relative.getIdElement().getIdPart();
        var patient = relative.getPatient().getReferenceElement().getIdPart();
        if (accounts.end(List.of(CaregiverDesk.record(id))) > 0) {
            var deed = Deed.done(Activity.SIGN_IN, Action.EXECUTE, Deed.ATTRIBUTES);
            var about = new About("RelatedPerson", id, null, patient);
            trail.record(new AuditEntry(Acting.caller(), deed, about, "Taken from a caregiver's account, as " + why));
        }
    }

    private static String patient(RelatedPerson relative) {
        return String.valueOf(
                relative.getPatient().getReferenceElement().toVersionless().getValue());
    }
}
