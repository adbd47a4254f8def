package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.openward.fhir.FhirInterceptor;

/** Refuses a search with a modifier that its parameter does not have, or with too many conditions: one of its own, and those in batches and transactions. */
@FhirInterceptor
@Interceptor
class KnownModifiers {
    private static final String TRAIL = "AuditEvent";

    private final Modifiers modifiers;

    KnownModifiers(Modifiers modifiers) {
        this.modifiers = modifiers;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void require(RequestDetails request) {
        if (request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE) {
            require(request.getResourceName(), new SearchedParameters(request.getParameters()));
        }
    }

    /** An entry of a batch is refused for itself; a transaction before anything of it is done. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void requireInside(RequestDetails request) {
        if (request.isSubRequest()) {
            require(request);
        } else if (request.getResource() instanceof Bundle bundle && bundle.getType() == BundleType.TRANSACTION) {
            bundle.getEntry().stream()
                    .filter(entry -> entry.getRequest().getMethod() == HTTPVerb.GET)
                    .forEach(entry ->
                            require(StringUtils.defaultString(entry.getRequest().getUrl())));
        }
    }

    private void require(String url) {
        var type = StringUtils.substringBefore(url, "?").replaceFirst("^/", "");
        require(type, SearchedParameters.of(StringUtils.substringAfter(url, "?")));
    }

    /** The trail refuses itself what it does not know, and reads, histories and operations take names of their own. */
    private void require(String type, SearchedParameters search) {
        search.requireBounded();
        if (type.equals(TRAIL) || type.contains("/") || type.contains("$")) {
            return;
        }
        search.all().keySet().forEach(name -> modifiers.require(type, name));
    }
}
