package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.FhirSettings;
import org.openward.fhir.verbatim.LooksInside;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Links each page of {@code $everything} to the next one, which comes after what this one ends with. Pages that begin at an offset, or are of
 * all patients together, are turned by number, as HAPI does; it does not always say that there is more.
 */
@FhirInterceptor
@Interceptor
class EverythingPages implements LooksInside {
    /** After all that hide records from the reader. */
    private static final int LAST = 200;

    private static final Set<String> SAID_IN_BODIES = Set.of(Constants.PARAM_SINCE, Constants.PARAM_TYPE);
    private static final Set<SearchEntryMode> NO_MATCHES = EnumSet.of(SearchEntryMode.INCLUDE, SearchEntryMode.OUTCOME);

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

    /** When what is left on a page depends on when it changed; else only at names. */
    @Override
    public boolean looksInside(RequestDetails request) {
        return isEverything(request) && request.getParameters().containsKey(Constants.PARAM_SINCE);
    }

    /** HAPI reads the body of an operation before, and takes no such parameter. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void readSince(RequestDetails request) {
        if (isEverything(request)) {
            ChangedSince.asked(request).ifPresent(since -> request.getUserData().put(ChangedSince.class, since));
        }
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
        page.getLink().stream()
                .filter(link -> link.getRelation().equals(Bundle.LINK_SELF))
                .forEach(link -> link.setUrl(asked(request).build().toUriString()));
        if (request.getUserData().get(ChangedSince.class) instanceof ChangedSince since) {
            since.leaveOn(page);
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
                .setUrl(asked(request)
                        .replaceQueryParam(Constants.PARAM_OFFSET)
                        .replaceQueryParam(Constants.PARAM_COUNT, turn.size())
                        .replaceQueryParam(PageTurn.AFTER, after)
                        .build()
                        .toUriString()));
    }

    /** The address with what was heeded of it, and with what a body said besides. */
    private static UriComponentsBuilder asked(RequestDetails request) {
        var address = UriComponentsBuilder.fromUriString(request.getCompleteUrl());
        address.build().getQueryParams().keySet().stream()
                .filter(name -> !request.getParameters().containsKey(UriUtils.decode(name, StandardCharsets.UTF_8)))
                .filter(name -> !name.equals(PageTurn.AFTER) && !name.equals(Constants.PARAM_OFFSET))
                .toList()
                .forEach(name -> address.replaceQueryParam(name));
        if (request.getResource() instanceof Parameters body) {
            SAID_IN_BODIES.forEach(name -> body.getParameterValues(name)
                    .forEach(value -> address.queryParam(
                            name, UriUtils.encode(String.valueOf(value.primitiveValue()), StandardCharsets.UTF_8))));
        }
        return address;
    }

    private static long matches(Bundle page) {
        return page.getEntry().stream()
                .filter(entry -> !NO_MATCHES.contains(entry.getSearch().getMode()))
                .count();
    }

    private int pageSize(RequestDetails request) {
        return Objects.requireNonNullElse(RestfulServerUtils.extractCountParameter(request), settings.pageSize());
    }

    private String next(RequestDetails request) {
        var offset = Objects.requireNonNullElse(RestfulServerUtils.extractOffsetParameter(request), 0);
        return asked(request)
                .replaceQueryParam(Constants.PARAM_OFFSET, offset + pageSize(request))
                .replaceQueryParam(Constants.PARAM_COUNT, pageSize(request))
                .build()
                .toUriString();
    }
}
