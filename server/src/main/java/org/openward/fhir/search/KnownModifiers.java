package org.openward.fhir.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.Map;
import java.util.Set;
import org.openward.fhir.FhirInterceptor;

/**
 * Refuses a search with a modifier that its parameter does not have (FHIR R4, 3.1.1.4.4). HAPI leaves most of them out, and finds what was
 * not asked for.
 */
@FhirInterceptor
@Interceptor
class KnownModifiers {
    private static final String OF_ALL = "missing";

    private static final Map<RestSearchParameterTypeEnum, Set<String>> BY_TYPE = Map.of(
            RestSearchParameterTypeEnum.STRING, Set.of("exact", "contains"),
            RestSearchParameterTypeEnum.TOKEN, Set.of("text", "not", "in", "not-in", "above", "below", "of-type"),
            RestSearchParameterTypeEnum.URI, Set.of("above", "below", "contains"),
            RestSearchParameterTypeEnum.REFERENCE, Set.of("identifier"),
            RestSearchParameterTypeEnum.DATE, Set.of(),
            RestSearchParameterTypeEnum.NUMBER, Set.of(),
            RestSearchParameterTypeEnum.QUANTITY, Set.of(),
            RestSearchParameterTypeEnum.COMPOSITE, Set.of());

    private final FhirContext context;
    private final ISearchParamRegistry searchParameters;

    KnownModifiers(FhirContext context, ISearchParamRegistry searchParameters) {
        this.context = context;
        this.searchParameters = searchParameters;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void require(RequestDetails request) {
        if (request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE) {
            request.getParameters().keySet().stream()
                    .filter(name -> name.indexOf(':') > 0 && name.indexOf('.') < 0 && !name.startsWith("_"))
                    .forEach(name -> require(request.getResourceName(), name));
        }
    }

    private void require(String record, String name) {
        var colon = name.indexOf(':');
        var parameter = searchParameters.getActiveSearchParam(
                record, name.substring(0, colon), SearchParamLookupContextEnum.SEARCH);
        if (parameter != null && !isKnown(parameter.getParamType(), name.substring(colon + 1))) {
            throw new InvalidRequestException("The search parameter " + parameter.getName() + " has no modifier "
                    + name.substring(colon) + " on this server. Search without it.");
        }
    }

    private boolean isKnown(RestSearchParameterTypeEnum type, String modifier) {
        var known = BY_TYPE.get(type);
        return known == null
                || modifier.equals(OF_ALL)
                || known.contains(modifier)
                || (type == RestSearchParameterTypeEnum.REFERENCE
                        && context.getResourceTypes().contains(modifier));
    }
}
