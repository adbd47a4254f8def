package org.openward.privacy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.FhirStore;
import org.openward.fhir.ResourceNotFound;
import org.openward.fhir.disclosure.Reader;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Lets nobody call an operation on a record that its patient keeps from him, nor patch it: the desks would look at it on the hospital's
 * account, and a patch can ask what it says.
 */
@FhirInterceptor
@Interceptor
class ConsentDoor {
    /** What may be asked for without seeing the patient: to see him in an emergency, to know who did, to forget him. */
    static final Set<String> WITHOUT_SEEING = Set.of("$break-glass", "$access-report", "$erase");

    private final ConsentDisclosure disclosure;
    private final StandingRights rights;
    private final FhirContext fhir;
    private final ObjectProvider<FhirStore> records;

    ConsentDoor(
            ConsentDisclosure disclosure, StandingRights rights, FhirContext fhir, ObjectProvider<FhirStore> records) {
        this.disclosure = disclosure;
        this.rights = rights;
        this.fhir = fhir;
        this.records = records;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void calling(RequestDetails request, RestOperationTypeEnum interaction) {
        if (!disclosure.isOpen()) {
            rights.of(request).map(KeptGrant::reader).ifPresent(reader -> check(reader, request, interaction));
        }
    }

    private void check(Reader reader, RequestDetails request, RestOperationTypeEnum interaction) {
        var type = request.getResourceName();
        var id = request.getId() == null ? null : request.getId().getIdPart();
        if (type != null && id != null && interaction == RestOperationTypeEnum.PATCH) {
            requireChangeable(reader, new IdType(type, id));
        } else if (type != null && id != null && isCall(request) && isClosed(reader, new IdType(type, id))) {
            throw new ResourceNotFound(type, id);
        }
        if (request.getResource() instanceof Bundle bundle) {
            bundle.getEntry().stream()
                    .map(BundleEntryComponent::getRequest)
                    .filter(part -> part.getMethod() == HTTPVerb.PATCH)
                    .forEach(part -> requireChangeable(reader, new IdType(part.getUrl())));
        }
    }

    private static boolean isCall(RequestDetails request) {
        return request.getOperation() != null
                && request.getOperation().startsWith("$")
                && !WITHOUT_SEEING.contains(request.getOperation());
    }

    private void requireChangeable(Reader reader, IdType id) {
        if (isClosed(reader, id)) {
            throw new KeptByConsent();
        }
    }

    private boolean isClosed(Reader reader, IdType id) {
        if (!id.hasResourceType() || !id.hasIdPart() || !fhir.getResourceTypes().contains(id.getResourceType())) {
            return false;
        }
        var type = fhir.getResourceDefinition(id.getResourceType())
                .getImplementingClass()
                .asSubclass(Resource.class);
        var found = records.getObject().search(type, "_id=" + FhirStore.literally(id.getIdPart()));
        return !disclosure.closedTo(reader, found).isEmpty();
    }
}
