package org.openward.fhir.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import ca.uhn.fhir.util.UrlUtil;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.openward.fhir.FhirInterceptor;

/**
 * Refuses a search for a number that is none, at which HAPI fails, or that nobody measures: HAPI writes out each of its digits, and
 * 1e999999999 has a milliard.
 */
@FhirInterceptor
@Interceptor
public class SearchedNumbers {
    private static final Set<RestSearchParameterTypeEnum> OF_NUMBERS = EnumSet.of(
            RestSearchParameterTypeEnum.NUMBER,
            RestSearchParameterTypeEnum.QUANTITY,
            RestSearchParameterTypeEnum.COMPOSITE);

    /** With its comparison before it, its system and unit after it; a composite has other parts. */
    private static final Pattern NUMBER = Pattern.compile(
            "((eq|ne|gt|lt|ge|le|sa|eb|ap)?[+-]?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,2})?)?(\\|.*)?");

    private static final Pattern FAR =
            Pattern.compile("(eq|ne|gt|lt|ge|le|sa|eb|ap)?[+-]?[\\d.]+[eE][+-]?\\d{3,}(\\|.*)?");

    private final FhirContext context;
    private final ISearchParamRegistry searchParameters;

    SearchedNumbers(FhirContext context, ISearchParamRegistry searchParameters) {
        this.context = context;
        this.searchParameters = searchParameters;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void require(RequestDetails request) {
        if (request.getResourceName() != null) {
            require(request.getResourceName(), request.getParameters());
            request.getHeaders(Constants.HEADER_IF_NONE_EXIST)
                    .forEach(condition -> require(request.getResourceName() + "?" + condition));
        }
    }

    /** The searches and conditions of a batch or transaction. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void requireInside(RequestDetails request) {
        if (request.getResource() instanceof Bundle bundle) {
            bundle.getEntry().stream().map(BundleEntryComponent::getRequest).forEach(entry -> {
                require(StringUtils.defaultString(entry.getUrl()));
                require(StringUtils.substringBefore(entry.getUrl(), "?") + "?"
                        + StringUtils.defaultString(entry.getIfNoneExist()));
            });
        }
    }

    private void require(String url) {
        var query = StringUtils.substringAfterLast(url, "?");
        if (!query.isEmpty()) {
            require(url.substring(0, url.indexOf('?')).replaceFirst("^.*/", ""), UrlUtil.parseQueryString(query));
        }
    }

    /** Refuses a search of that type which looks for no number, or none that anybody measures. */
    public void require(String record, Map<String, String[]> parameters) {
        parameters.forEach((name, values) -> {
            if (!name.endsWith(":missing")) {
                types(record, name).forEach(type -> Stream.of(values).forEach(value -> require(type, name, value)));
            }
        });
    }

    /** Of what a name means here or, at the end of a chain, anywhere. */
    private Stream<RestSearchParameterTypeEnum> types(String type, String name) {
        var begin = Math.max(name.lastIndexOf('.'), name.startsWith("_has:") ? name.lastIndexOf(':') : -1) + 1;
        var last = name.substring(begin).split(":", 2)[0];
        return (begin == 0 ? Stream.of(type) : context.getResourceTypes().stream())
                .map(each -> searchParameters.getActiveSearchParam(each, last, SearchParamLookupContextEnum.SEARCH))
                .filter(Objects::nonNull)
                .map(RuntimeSearchParam::getParamType)
                .filter(OF_NUMBERS::contains)
                .distinct();
    }

    private static void require(RestSearchParameterTypeEnum type, String name, String value) {
        var isComposite = type == RestSearchParameterTypeEnum.COMPOSITE;
        var parts = Stream.of(value.split(isComposite ? "[,$]" : "(?<!\\\\),", -1));
        var isWrong = isComposite
                ? parts.anyMatch(part -> FAR.matcher(part).matches())
                : !parts.allMatch(part -> NUMBER.matcher(part).matches());
        if (isWrong) {
            throw new InvalidRequestException("The search parameter " + name
                    + " has a value that is no number, or one with more digits than anybody measures.");
        }
    }
}
