package org.openward.fhir.search;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.HasParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IAnyResource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.rows.Linked;
import org.openward.fhir.rows.RowLimit;
import org.openward.fhir.rows.RowQuestion;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Adds to each search what its caller is limited to, before the database is asked: pages and totals
 * then come out right.
 */
@FhirInterceptor
@Interceptor
public class NarrowedSearches {
    private final ObjectProvider<SearchLimits> limits;
    private final MatchUrlService matchUrls;
    private final ISearchParamRegistry searchParameters;

    NarrowedSearches(
            ObjectProvider<SearchLimits> limits, MatchUrlService matchUrls, ISearchParamRegistry searchParameters) {
        this.limits = limits;
        this.matchUrls = matchUrls;
        this.searchParameters = searchParameters;
    }

    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void narrow(RequestDetails request, SearchParameterMap search) {
        if (request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE) {
            limit(request, search);
        }
    }

    /** The same for what an operation looks for among records of the request's type. */
    public void limit(RequestDetails request, SearchParameterMap search) {
        limits.stream()
                .flatMap(limit -> limit.conditionsFor(request).stream())
                .forEach(condition -> add(condition, request, search));
        limits.forEach(limit -> narrow(limit.rowsFor(request), limit.linkedFor(request), request, search));
    }

    private void narrow(
            Optional<RowLimit> rows, Optional<Linked> linked, RequestDetails request, SearchParameterMap search) {
        linked.ifPresent(some -> requireOpenOrder(search.getSort(), request.getResourceName(), some));
        if (rows.isEmpty() && (linked.isEmpty() || !looksIntoOthers(search))) {
            return;
        }
        search.add(
                IAnyResource.SP_RES_ID,
                new RowQuestion(
                        rows.orElse(RowLimit.EVERY),
                        linked.orElse(type -> Optional.empty()),
                        request.getResourceName(),
                        searchParameters));
    }

    private static boolean looksIntoOthers(SearchParameterMap search) {
        return search.values().stream()
                .flatMap(List::stream)
                .flatMap(List::stream)
                .anyMatch(asked -> asked instanceof HasParam
                        || (asked instanceof ReferenceParam reference && reference.hasChain()));
    }

    /** An order tells what it is made by: nobody sorts by what records say that he may not look into. */
    private void requireOpenOrder(@Nullable SortSpec order, String type, Linked linked) {
        for (var each = order; each != null; each = each.getChain()) {
            var name = each.getParamName();
            var link = name == null ? null : parameter(type, name.split("[.:]", 2)[0]);
            if (name != null
                    && name.contains(".")
                    && link != null
                    && link.getTargets().stream()
                            .anyMatch(target -> linked.limit(target).isPresent())) {
                throw new ForbiddenOperationException("The search sorts by what other records say, some of which are "
                        + "not for you. Sort by the records' own elements.");
            }
        }
    }

    private @Nullable RuntimeSearchParam parameter(String type, String name) {
        return searchParameters.getActiveSearchParam(type, name, SearchParamLookupContextEnum.SEARCH);
    }

    private void add(String condition, RequestDetails request, SearchParameterMap search) {
        var type = request.getResourceName();
        var definition = request.getFhirContext().getResourceDefinition(type);
        var translated = matchUrls.translateMatchUrl(type + "?" + condition, definition);
        if (translated.isEmpty()) {
            throw new ForbiddenOperationException("This token is restricted by what no search can be: " + condition);
        }
        translated.entrySet().forEach(more -> {
            var all = new ArrayList<List<IQueryParameterType>>();
            var asked = search.get(more.getKey());
            if (asked != null) {
                all.addAll(asked);
            }
            all.addAll(more.getValue());
            search.put(more.getKey(), all);
        });
    }
}
