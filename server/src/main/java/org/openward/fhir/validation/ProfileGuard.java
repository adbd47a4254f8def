package org.openward.fhir.validation;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.openward.fhir.FhirGuard;

/** Keeps out a record that does not meet the profiles that it is held to, whichever way it comes in. */
@FhirGuard
@Interceptor
class ProfileGuard {
    private final ClaimedProfiles profiles;

    ProfileGuard(ClaimedProfiles profiles) {
        this.profiles = profiles;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void creating(IBaseResource record, RequestDetails request) {
        hold(record, request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void updating(IBaseResource before, IBaseResource after, RequestDetails request) {
        hold(after, request);
    }

    /** What a client sends; a desk's own bundle comes entry by entry as the system's request. */
    private void hold(IBaseResource record, RequestDetails request) {
        if (request instanceof ServletRequestDetails) {
            ValidationWarnings.note(request, record, profiles.hold(record));
        }
    }
}
