package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.FhirSettings;
import org.springframework.web.util.UriComponentsBuilder;

/** Links each full page of {@code $everything} to the next one; HAPI cuts it at a page and does not say that there is more. */
@FhirInterceptor
@Interceptor
class EverythingPages {
    private final FhirSettings settings;

    EverythingPages(FhirSettings settings) {
        this.settings = settings;
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void link(RequestDetails request, IBaseResource answer) {
        if ("$everything".equals(request.getOperation())
                && answer instanceof Bundle page
                && page.getLink(Bundle.LINK_NEXT) == null
                && matches(page) + LeftOut.of(request) >= pageSize(request)) {
            page.addLink().setRelation(Bundle.LINK_NEXT).setUrl(next(request));
        }
    }

    private static long matches(Bundle page) {
        return page.getEntry().stream()
                .filter(entry -> entry.getSearch().getMode() != SearchEntryMode.INCLUDE)
                .count();
    }

    private int pageSize(RequestDetails request) {
        return Objects.requireNonNullElse(RestfulServerUtils.extractCountParameter(request), settings.pageSize());
    }

    private String next(RequestDetails request) {
        var offset = Objects.requireNonNullElse(RestfulServerUtils.extractOffsetParameter(request), 0);
        return UriComponentsBuilder.fromUriString(request.getCompleteUrl())
                .replaceQueryParam(Constants.PARAM_OFFSET, offset + pageSize(request))
                .replaceQueryParam(Constants.PARAM_COUNT, pageSize(request))
                .build()
                .toUriString();
    }
}
