package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateOrListParam;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.ParamPrefixEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IAnyResource;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.search.tables.UpdatedTimes;

/**
 * Lets a search ask for one of several dates ({@code date=lt2020,ge2025}) and for one that is near ({@code date=ap2020}). HAPI reads
 * dates as one range and refuses (HAPI-1930, HAPI-1925), but its store answers.
 */
@FhirInterceptor
@Interceptor
public class AlternativeDates {
    /** Before {@link DatePrecision} completes the dates. */
    private static final int EARLY = -10;

    /** After others have left out what HAPI does not know. */
    private static final int LATE = 100;

    private final ISearchParamRegistry searchParameters;

    AlternativeDates(ISearchParamRegistry searchParameters) {
        this.searchParameters = searchParameters;
    }

    @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED, order = LATE)
    public void prepare(RequestDetails request) {
        if (request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE) {
            keepFromHapi(request);
        }
    }

    /** Before HAPI reads the parameters of a search. */
    void keepFromHapi(RequestDetails request) {
        if (request.getParameters().values().stream()
                .flatMap(Stream::of)
                .noneMatch(AlternativeDates::isRefusedByHapi)) {
            return;
        }
        var all = request.getParameters();
        var others = new HashMap<String, String[]>();
        var kept = new HashMap<String, List<String>>();
        all.forEach((name, values) -> {
            var isDate = isDate(request.getResourceName(), name);
            var single = Stream.of(values)
                    .filter(value -> !isDate || !isKept(name, value))
                    .toArray(String[]::new);
            if (single.length < values.length) {
                kept.put(
                        name,
                        Stream.of(values).filter(value -> isKept(name, value)).toList());
            }
            if (single.length > 0) {
                others.put(name, single);
            }
        });
        if (!kept.isEmpty()) {
            request.setParameters(others);
            request.getUserData().put(AlternativeDates.class, new Kept(request, kept, all));
        }
    }

    private static boolean isRefusedByHapi(String value) {
        return value.contains(",") || value.startsWith(ParamPrefixEnum.APPROXIMATE.getValue());
    }

    /** How near a last change is to a time is not asked. */
    private static boolean isKept(String name, String value) {
        return isRefusedByHapi(value)
                && !(name.equals(Constants.PARAM_LASTUPDATED)
                        && Stream.of(value.split(",", -1))
                                .anyMatch(each -> each.startsWith(ParamPrefixEnum.APPROXIMATE.getValue())));
    }

    /**
     * The alternatives, and the parameters as the client sent them: links and audit name them all.
     *
     * @param search one of several, in a batch
     */
    private record Kept(
            RequestDetails search, Map<String, List<String>> alternatives, Map<String, String[]> parameters) {}

    private boolean isDate(String type, String name) {
        if (name.equals(Constants.PARAM_LASTUPDATED)) {
            return true;
        }
        var parameter = name.startsWith("_")
                ? null
                : searchParameters.getActiveSearchParam(type, name, SearchParamLookupContextEnum.SEARCH);
        return parameter != null && parameter.getParamType() == RestSearchParameterTypeEnum.DATE;
    }

    @Hook(value = Pointcut.STORAGE_PRESEARCH_REGISTERED, order = EARLY)
    public void ask(RequestDetails request, SearchParameterMap search) {
        if (request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE
                && request.getUserData().get(AlternativeDates.class) instanceof Kept kept
                && kept.search() == request) {
            kept.alternatives().forEach((name, values) -> values.forEach(value -> add(name, dates(value), search)));
            request.setParameters(kept.parameters());
        }
    }

    private static void add(String name, List<DateParam> dates, SearchParameterMap search) {
        if (name.equals(Constants.PARAM_LASTUPDATED)) {
            search.add(IAnyResource.SP_RES_ID, new UpdatedTimes(dates));
        } else {
            var alternatives = new DateOrListParam();
            dates.forEach(alternatives::addOr);
            search.add(name, alternatives);
        }
    }

    private static List<DateParam> dates(String alternatives) {
        return Stream.of(alternatives.split(",", -1))
                .map(AlternativeDates::date)
                .toList();
    }

    private static DateParam date(String date) {
        if (date.isBlank()) {
            throw new InvalidRequestException("Between two commas a date is missing.");
        }
        return new DateParam(date);
    }
}
