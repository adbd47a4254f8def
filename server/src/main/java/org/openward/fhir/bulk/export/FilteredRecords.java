package org.openward.fhir.bulk.export;

import ca.uhn.fhir.interceptor.api.HookParams;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.rest.server.util.ICachedSearchDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import ca.uhn.fhir.util.UrlUtil;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hl7.fhir.instance.model.api.IAnyResource;
import org.openward.fhir.bulk.UnusableBulkRequest;
import org.openward.fhir.disclosure.Disclosure;
import org.openward.fhir.disclosure.Reader;
import org.openward.fhir.rows.RowLimit;
import org.openward.fhir.rows.RowQuestion;
import org.openward.fhir.search.SearchedNumbers;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What the searches of an export's {@code _typeFilter} find, in the acting caller's tenant. */
@Component
class FilteredRecords {
    private static final Set<String> OF_EVERY_TYPE =
            Set.of("_id", "_lastUpdated", "_tag", "_profile", "_security", "_source", "_has");

    private final DaoRegistry stores;
    private final MatchUrlService searches;
    private final ISearchParamRegistry searchParameters;
    private final SearchedNumbers numbers;
    private final IInterceptorService watchers;
    private final ObjectProvider<Disclosure> disclosures;

    FilteredRecords(
            DaoRegistry stores,
            MatchUrlService searches,
            ISearchParamRegistry searchParameters,
            SearchedNumbers numbers,
            IInterceptorService watchers,
            ObjectProvider<Disclosure> disclosures) {
        this.stores = stores;
        this.searches = searches;
        this.searchParameters = searchParameters;
        this.numbers = numbers;
        this.watchers = watchers;
        this.disclosures = disclosures;
    }

    /** The parameters of a search that can be made. */
    Map<String, String[]> require(String type, String query) {
        var parameters = UrlUtil.parseQueryString(query);
        parameters.forEach((name, values) -> require(type, name, values));
        try {
            numbers.require(type, parameters);
            var first = search(type, query);
            first.setLoadSynchronousUpTo(1);
            stores.getResourceDao(type).searchForIds(first, new SystemRequestDetails(), null);
        } catch (BaseServerResponseException | DataFormatException | IllegalArgumentException refused) {
            throw new UnusableBulkRequest(
                    "The search of " + type + " in _typeFilter cannot be made: " + refused.getMessage());
        }
        return parameters;
    }

    private void require(String type, String parameter, String[] values) {
        var name = parameter.split("[:.]", 2)[0];
        var isKnown = name.startsWith("_")
                ? OF_EVERY_TYPE.contains(name)
                : searchParameters.getActiveSearchParam(type, name, SearchParamLookupContextEnum.SEARCH) != null;
        if (!isKnown) {
            throw new UnusableBulkRequest("The search of " + type + " in _typeFilter has the parameter " + parameter
                    + ", which chooses no records here. Leave it out.");
        }
        for (var value : values) {
            if (value.isBlank()) {
                throw new UnusableBulkRequest("The parameter " + parameter + " in _typeFilter has no value.");
            }
        }
    }

    /** Tells the number of each match in the FHIR store that is not kept from the reader, of which some may come more than once; in the open transaction. */
    void find(String type, String query, Reader reader, Consumer<Long> found) {
        var request = new SystemRequestDetails();
        var search = search(type, query);
        announce(search, request);
        disclosures.stream()
                .filter(disclosure -> !disclosure.isOpen())
                .map(disclosure -> disclosure.linkedFor(reader))
                .forEach(linked -> search.add(
                        IAnyResource.SP_RES_ID,
                        new RowQuestion(linked.limit(type).orElse(RowLimit.EVERY), linked, type, searchParameters)));
        IFhirResourceDao<?> store = stores.getResourceDao(type);
        try (var matches = store.<JpaPid>searchForIdStream(search, request, null)) {
            matches.forEach(match -> found.accept(match.getId()));
        }
    }

    private SearchParameterMap search(String type, String query) {
        return searches.translateMatchUrl(
                type + "?" + query, stores.getResourceDao(type).getContext().getResourceDefinition(type));
    }

    /** HAPI's stream of ids leaves out those who correct a search before it is made. */
    private void announce(SearchParameterMap search, RequestDetails request) {
        watchers.callHooks(
                Pointcut.STORAGE_PRESEARCH_REGISTERED,
                new HookParams()
                        .add(ICachedSearchDetails.class, null)
                        .add(RequestDetails.class, request)
                        .add(ServletRequestDetails.class, null)
                        .add(SearchParameterMap.class, search)
                        .add(RequestPartitionId.class, null));
    }
}
