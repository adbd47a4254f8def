package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.instance.model.api.IAnyResource;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.rows.RowQuestion;
import org.springframework.beans.factory.ObjectProvider;

/** Adds to each search what its caller is limited to, before the database is asked: pages and totals then come out right. */
@FhirInterceptor
@Interceptor
class NarrowedSearches {
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
            limits.stream()
                    .flatMap(limit -> limit.conditionsFor(request).stream())
                    .forEach(condition -> add(condition, request, search));
            limits.stream()
                    .flatMap(limit -> limit.rowsFor(request).stream())
                    .forEach(rows -> search.add(
                            IAnyResource.SP_RES_ID,
                            new RowQuestion(rows, request.getResourceName(), searchParameters)));
        }
    }

    private void add(String condition, RequestDetails request, SearchParameterMap search) {
        var type = request.getResourceName();
        var definition = request.getFhirContext().getResourceDefinition(type);
        matchUrls
                .translateMatchUrl(type + "?" + condition, definition)
                .entrySet()
                .forEach(more -> {
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
