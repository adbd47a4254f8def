package org.openward.identity.caregivers;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.openward.fhir.FhirGuard;
import org.openward.security.StandingRights;

/** Lets no relative give himself, or another one, the consent of the patient for whom he acts. */
@FhirGuard
@Interceptor
public class RelativesConsentGuard {
    private static final String RELATIVE = "RelatedPerson";

    private final StandingRights rights;

    RelativesConsentGuard(StandingRights rights) {
        this.rights = rights;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void beforeCreation(IBaseResource resource, RequestDetails request) {
        check(resource, request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void beforeChange(IBaseResource before, IBaseResource after, RequestDetails request) {
        check(after, request);
    }

    private void check(IBaseResource resource, RequestDetails request) {
        if (resource instanceof Consent consent
                && provisions(consent.getProvision()).anyMatch(RelativesConsentGuard::isAboutRelatives)
                && isRelative(request)) {
            throw CaregiverRefused.decidesForItself();
        }
    }

    private boolean isRelative(RequestDetails request) {
        return rights.of(request)
                .map(holder -> holder.himself().record())
                .filter(record -> record.startsWith(RELATIVE + "/"))
                .isPresent();
    }

    private static Stream<ProvisionComponent> provisions(ProvisionComponent provision) {
        return Stream.concat(
                Stream.of(provision), provision.getProvision().stream().flatMap(RelativesConsentGuard::provisions));
    }

    private static boolean isAboutRelatives(ProvisionComponent provision) {
        return provision.getActor().stream()
                .anyMatch(actor -> RELATIVE.equals(
                        actor.getReference().getReferenceElement().getResourceType()));
    }
}
