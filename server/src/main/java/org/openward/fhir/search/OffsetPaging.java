package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;

/**
 * Cuts every client's search into pages, so that a search writes nothing to the database. A page is known by the number of
 * matches before it and, from a next link, by the record that it comes after. HAPI takes a search that names no offset for one without pages and cuts included records off when the page is
 * full of matches; and it leaves the order open, in which the pages of one search could overlap.
 */
@FhirGuard
@Interceptor
public class OffsetPaging {
    /** After all that search for something themselves on the way: a page is turned by one search only. */
    private static final int LAST = 200;

    @Hook(value = Pointcut.STORAGE_PRESEARCH_REGISTERED, order = LAST)
    public void cut(RequestDetails request, SearchParameterMap search) {
        if (!(request instanceof ServletRequestDetails) || search.getCount() == null) {
            return;
        }
        if (search.getOffset() == null) {
            search.setOffset(0);
        }
        if (request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE) {
            search.setSort(inOneOrderOnly(search.getSort()));
            PageTurn.of(request).ifPresent(page -> page.begin(search.getCount()));
        } else {
            PageTurn.end();
            cutEverything(request, search);
        }
    }

    /** By what a page comes after, if everything of one record is asked for; of all together HAPI finds each kind by number. */
    private static void cutEverything(RequestDetails request, SearchParameterMap search) {
        var mode = search.getEverythingMode();
        var turn = EverythingTurn.of(request);
        if (mode == null || turn.isEmpty()) {
            return;
        }
        if (turn.get().offset() > 0) {
            search.setOffset(turn.get().offset());
        }
        if (!mode.isInstance() && !turn.get().isFirst()) {
            throw new UnusableNextLink(PageTurn.AFTER);
        }
        if (mode.isInstance() && search.getCount() > 0 && (!turn.get().isFirst() || search.getOffset() == 0)) {
            turn.get().begin(search.getCount());
        }
    }

    /** What is equal in everything that the client sorts by comes in the order in which it was stored first. */
    private static SortSpec inOneOrderOnly(@Nullable SortSpec asked) {
        var inOrderOfCreation = new SortSpec(Constants.PARAM_PID);
        if (asked == null) {
            return inOrderOfCreation;
        }
        var last = asked;
        while (last.getChain() != null) {
            last = last.getChain();
        }
        last.setChain(inOrderOfCreation);
        return asked;
    }
}
