package org.openward.fhir.validation;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Objects;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;

/** Reads the definitions that a request's records will be held to before the request takes a database connection. */
@FhirInterceptor
@Interceptor
class DefinitionsBeforehand {
    private final ClaimedProfiles profiles;

    DefinitionsBeforehand(ClaimedProfiles profiles) {
        this.profiles = profiles;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void prepare(RequestDetails request) {
        if (records(request.getResource()).anyMatch(profiles::isHeld)) {
            profiles.prepare();
        }
    }

    private static Stream<? extends IBaseResource> records(@Nullable IBaseResource body) {
        return body instanceof Bundle bundle
                ? bundle.getEntry().stream()
                        .map(BundleEntryComponent::getResource)
                        .filter(Objects::nonNull)
                : Stream.ofNullable(body);
    }
}
