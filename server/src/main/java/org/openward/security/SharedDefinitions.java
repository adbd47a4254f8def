package org.openward.security;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.FhirGuard;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;

/** Keeps the definitions that HAPI lets all tenants share in the hands of the default tenant. */
@FhirGuard
@Interceptor
class SharedDefinitions {
    /** The types that all tenants share. */
    private static final Set<String> SHARED = Set.of(
            "CapabilityStatement",
            "CodeSystem",
            "CompartmentDefinition",
            "NamingSystem",
            "OperationDefinition",
            "SearchParameter",
            "StructureDefinition",
            "StructureMap");

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void checkCreate(IBaseResource created, RequestDetails request) {
        check(created, request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void checkUpdate(IBaseResource before, IBaseResource after, RequestDetails request) {
        check(after, request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void checkDelete(IBaseResource deleted, RequestDetails request) {
        check(deleted, request);
    }

    private static void check(IBaseResource resource, RequestDetails request) {
        if (SHARED.contains(resource.fhirType())
                && !DeskRequest.isDesk(request)
                && Acting.ifAny().filter(SharedDefinitions::isGuest).isPresent()) {
            throw NotAllowed.because("All tenants share records of type " + resource.fhirType()
                    + ": only a caller of the default tenant may change them.");
        }
    }

    private static boolean isGuest(Caller caller) {
        return caller.kind() != Caller.Kind.SERVER && !TenantId.DEFAULT.equals(caller.tenant());
    }
}
