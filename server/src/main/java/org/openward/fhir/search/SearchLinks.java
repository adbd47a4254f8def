package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.model.valueset.BundleTypeEnum;
import ca.uhn.fhir.rest.api.BundleLinks;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.openward.fhir.FhirInterceptor;

/** Lets the next link of a page say which record the next page comes after (decision 0040), and the self link which type was searched. */
@FhirInterceptor
@Interceptor
class SearchLinks {
    private static final Set<RestOperationTypeEnum> MADE = EnumSet.of(
            RestOperationTypeEnum.SEARCH_TYPE,
            RestOperationTypeEnum.HISTORY_INSTANCE,
            RestOperationTypeEnum.HISTORY_TYPE,
            RestOperationTypeEnum.HISTORY_SYSTEM);

    private static final Pattern SEARCHED_BY_POST = Pattern.compile("/_search(?=\\?|$)");

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void follow(RequestDetails request) {
        if (request.getRestOperationType() != RestOperationTypeEnum.SEARCH_TYPE) {
            return;
        }
        var after = request.getParameters().get(PageTurn.AFTER);
        if (after == null) {
            new PageTurn(null).isFor(request);
        } else {
            PageTurn.after(String.join("", after)).isFor(request);
            var others = new HashMap<>(request.getParameters());
            others.remove(PageTurn.AFTER);
            request.setParameters(others); // HAPI knows no such parameter.
        }
        if (request instanceof ServletRequestDetails web) {
            web.setServletRequest(withoutCacheControl(web.getServletRequest()));
        }
    }

    /** The page of a search inside a batch is known by its offset only. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void requireOwnRequest(RequestDetails request) {
        if (request.isSubRequest() && request.getParameters().containsKey(PageTurn.AFTER)) {
            throw new InvalidRequestException(
                    "A next link is followed by a request of its own, not inside a batch or transaction.");
        }
    }

    /** No search is ever stored; but for {@code no-store} HAPI cuts pages by a measure of its own and forgets the next one. */
    private static HttpServletRequest withoutCacheControl(HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public Enumeration<String> getHeaders(String name) {
                return Constants.HEADER_CACHE_CONTROL.equalsIgnoreCase(name)
                        ? Collections.emptyEnumeration()
                        : super.getHeaders(name);
            }
        };
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void give(RequestDetails request, IBaseResource answer) {
        if (answer instanceof Bundle page && isMade(request) && page.getLink(Bundle.LINK_SELF) != null) {
            nameType(request, page);
            PageTurn.of(request).filter(PageTurn::isTurned).ifPresent(turn -> giveNext(request, page, turn));
            page.getLink().forEach(link -> link.setUrl(toBeRead(link.getUrl())));
        }
    }

    /** Where a search came by POST, its links are followed by GET all the same. */
    private static String toBeRead(String link) {
        return SEARCHED_BY_POST.matcher(link).replaceFirst("");
    }

    /** Not a Bundle that somebody stored, with links of its own. */
    private static boolean isMade(RequestDetails request) {
        return MADE.contains(request.getRestOperationType());
    }

    /** HAPI looks for the tenant in the path and, where the default tenant is not named, finds no path. */
    private static void nameType(RequestDetails request, Bundle page) {
        var self = page.getLink(Bundle.LINK_SELF);
        var base = request.getFhirServerBase();
        var rest = Strings.CS.removeStart(self.getUrl(), base);
        if (StringUtils.isNotEmpty(request.getRequestPath()) && !rest.startsWith("/")) {
            self.setUrl(base + "/" + request.getRequestPath() + rest);
        }
    }

    /** HAPI reckons from offset and total whether there is a next page, which others may have changed since. */
    private static void giveNext(RequestDetails request, Bundle page, PageTurn turn) {
        page.getLink().removeIf(link -> link.getRelation().equals(Bundle.LINK_NEXT));
        turn.next().ifPresent(after -> page.addLink()
                .setRelation(Bundle.LINK_NEXT)
                .setUrl(byOffset(request, turn.size()) + "&" + PageTurn.AFTER + "=" + after));
    }

    private static String byOffset(RequestDetails request, int size) {
        var offset = Objects.requireNonNullElse(RestfulServerUtils.extractOffsetParameter(request), 0);
        return RestfulServerUtils.createOffsetPagingLink(
                new BundleLinks(request.getFhirServerBase(), Set.of(), false, BundleTypeEnum.SEARCHSET),
                request.getRequestPath(),
                request.getTenantId(),
                offset + size,
                size,
                request.getParameters());
    }

    @Hook(Pointcut.SERVER_PROCESSING_COMPLETED)
    public void end() {
        PageTurn.end();
    }
}
