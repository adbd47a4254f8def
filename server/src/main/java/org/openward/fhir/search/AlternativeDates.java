package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateOrListParam;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openward.fhir.FhirInterceptor;

/**
 * Lets a search ask for one of several dates ({@code date=lt2020,ge2025}). HAPI reads dates as one range and refuses (HAPI-1930), but
 * its store answers.
 */
@FhirInterceptor
@Interceptor
class AlternativeDates {
    /** Before {@link DatePrecision} completes the dates. */
    private static final int EARLY = -10;

    private final ISearchParamRegistry searchParameters;

    AlternativeDates(ISearchParamRegistry searchParameters) {
        this.searchParameters = searchParameters;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void keepFromHapi(RequestDetails request) {
        if (request.getResourceName() == null
                || request.getParameters().values().stream()
                        .flatMap(Stream::of)
                        .noneMatch(value -> value.contains(","))) {
            return;
        }
        var kept = new HashMap<String, List<String>>();
        var others = new HashMap<>(request.getParameters());
        request.getParameters().forEach((name, values) -> {
            if (isDate(request.getResourceName(), name)) {
                kept.put(
                        name,
                        Stream.of(values).filter(value -> value.contains(",")).toList());
                others.put(
                        name,
                        Stream.of(values).filter(value -> !value.contains(",")).toArray(String[]::new));
                others.computeIfPresent(name, (same, single) -> single.length == 0 ? null : single);
            }
        });
        if (!kept.isEmpty()) {
            request.setParameters(others);
            request.getUserData().put(AlternativeDates.class, kept);
        }
    }

    private boolean isDate(String type, String name) {
        var parameter = name.startsWith("_")
                ? null
                : searchParameters.getActiveSearchParam(type, name, SearchParamLookupContextEnum.SEARCH);
        return parameter != null && parameter.getParamType() == RestSearchParameterTypeEnum.DATE;
    }

    @Hook(value = Pointcut.STORAGE_PRESEARCH_REGISTERED, order = EARLY)
    public void ask(RequestDetails request, SearchParameterMap search) {
        if (request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE
                && request.getUserData().get(AlternativeDates.class) instanceof Map<?, ?> kept) {
            kept.forEach((name, values) ->
                    ((List<?>) values).forEach(value -> search.add((String) name, alternatives((String) value))));
        }
    }

    private static DateOrListParam alternatives(String dates) {
        var alternatives = new DateOrListParam();
        Stream.of(dates.split(",")).map(DateParam::new).forEach(alternatives::addOr);
        return alternatives;
    }
}
