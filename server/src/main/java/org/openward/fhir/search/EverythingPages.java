package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import java.util.HashMap;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.FhirSettings;
import org.openward.fhir.verbatim.LooksInside;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Links each page of {@code $everything} to the next one, which comes after what this one ends with. Pages that begin at an offset, or are of
 * all patients together, are turned by number, as HAPI does; it does not always say that there is more.
 */
@FhirInterceptor
@Interceptor
class EverythingPages implements LooksInside {
    /** After all that hide records from the reader. */
    private static final int LAST = 200;

    private final FhirSettings settings;

    EverythingPages(FhirSettings settings) {
        this.settings = settings;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void follow(RequestDetails request) {
        EverythingTurn.end();
        if (!isEverything(request)) {
            return;
        }
        var after = request.getParameters().get(PageTurn.AFTER);
        var turn = after == null
                ? EverythingTurn.first(offsetOfEncounters(request))
                : EverythingTurn.after(String.join("", after));
        turn.isFor(request);
        take(PageTurn.AFTER, request); // HAPI knows no such parameter.
    }

    /** HAPI makes links with an offset to everything of encounters, but does not take it. */
    private static int offsetOfEncounters(RequestDetails request) {
        var offset = "Encounter".equals(request.getResourceName())
                ? RestfulServerUtils.extractOffsetParameter(request)
                : null;
        if (offset == null) {
            return 0;
        }
        take(Constants.PARAM_OFFSET, request);
        return offset;
    }

    private static void take(String parameter, RequestDetails request) {
        if (request.getParameters().containsKey(parameter)) {
            var others = new HashMap<>(request.getParameters());
            others.remove(parameter);
            request.setParameters(others);
        }
    }

    private static boolean isEverything(RequestDetails request) {
        return "$everything".equals(request.getOperation());
    }

    /** Before HAPI adds to the page what its records name. */
    @Hook(value = Pointcut.STORAGE_PREACCESS_RESOURCES, order = LAST)
    public void keep(IPreResourceAccessDetails found, RequestDetails request) {
        EverythingTurn.of(request).ifPresent(turn -> turn.keep(found));
    }

    /** Only at names. */
    @Override
    public boolean looksInside(RequestDetails request) {
        return false;
    }

    @Hook(Pointcut.SERVER_PROCESSING_COMPLETED)
    public void end() {
        EverythingTurn.end();
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void link(RequestDetails request, IBaseResource answer) {
        if (!isEverything(request) || !(answer instanceof Bundle page)) {
            return;
        }
        var turn = EverythingTurn.of(request).filter(EverythingTurn::isAsked);
        if (turn.isPresent()) {
            link(request, page, turn.get());
        } else if (page.getLink(Bundle.LINK_NEXT) == null && matches(page) + LeftOut.of(request) >= pageSize(request)) {
            page.addLink().setRelation(Bundle.LINK_NEXT).setUrl(next(request));
        }
    }

    /** HAPI's own links and total are reckoned by the number that it leaves out. */
    private static void link(RequestDetails request, Bundle page, EverythingTurn turn) {
        page.getLink().removeIf(link -> !link.getRelation().equals(Bundle.LINK_SELF));
        if (!turn.isFirst()) {
            page.setTotalElement(new UnsignedIntType());
        }
        turn.next().ifPresent(after -> page.addLink()
                .setRelation(Bundle.LINK_NEXT)
                .setUrl(UriComponentsBuilder.fromUriString(request.getCompleteUrl())
                        .replaceQueryParam(Constants.PARAM_OFFSET)
                        .replaceQueryParam(Constants.PARAM_COUNT, turn.size())
                        .replaceQueryParam(PageTurn.AFTER, after)
                        .build()
                        .toUriString()));
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
