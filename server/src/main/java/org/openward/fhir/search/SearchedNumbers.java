package org.openward.fhir.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.util.JpaParamUtil;
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
 * 1e999999999 has a milliard. So it does with composites of another number of parts, and with a {@code :missing} that is neither true nor
 * false, which HAPI takes for something else.
 */
@FhirInterceptor
@Interceptor
public class SearchedNumbers {
    private static final Set<RestSearchParameterTypeEnum> OF_NUMBERS = EnumSet.of(
            RestSearchParameterTypeEnum.NUMBER,
            RestSearchParameterTypeEnum.QUANTITY,
            RestSearchParameterTypeEnum.COMPOSITE);

    /** With its comparison before it, its system and unit after it. */
    private static final Pattern NUMBER = Pattern.compile(
            "((eq|ne|gt|lt|ge|le|sa|eb|ap)?[+-]?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,2})?)?(\\|.*)?");

    /** What stands between alternatives, and between the parts of a composite, unless it is escaped. */
    private static final Pattern ALTERNATIVE = Pattern.compile("(?<!\\\\),");

    private static final Pattern PART = Pattern.compile("(?<!\\\\)[$]");

    private static final Set<String> TRUTHS = Set.of("true", "false");

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

    /** Refuses a search of that type which looks for no number, or none that anybody measures, or for part of a composite. */
    public void require(String record, Map<String, String[]> parameters) {
        parameters.forEach((name, values) -> {
            if (name.endsWith(":missing")) {
                Stream.of(values).forEach(value -> requireTruth(name, value));
            } else {
                parameters(record, name).forEach(parameter -> Stream.of(values)
                        .flatMap(value -> Stream.of(ALTERNATIVE.split(value, -1)))
                        .forEach(value -> require(parameter, name, value)));
            }
        });
    }

    private static void requireTruth(String name, String value) {
        if (!TRUTHS.contains(value)) {
            throw new InvalidRequestException("The search parameter %s is true or false.".formatted(name));
        }
    }

    /** What a name means here or, at the end of a chain, anywhere. */
    private Stream<RuntimeSearchParam> parameters(String type, String name) {
        var begin = Math.max(name.lastIndexOf('.'), name.startsWith("_has:") ? name.lastIndexOf(':') : -1) + 1;
        var last = name.substring(begin).split(":", 2)[0];
        return (begin == 0 ? Stream.of(type) : context.getResourceTypes().stream())
                .map(each -> searchParameters.getActiveSearchParam(each, last, SearchParamLookupContextEnum.SEARCH))
                .filter(Objects::nonNull)
                .filter(parameter -> OF_NUMBERS.contains(parameter.getParamType()));
    }

    private void require(RuntimeSearchParam parameter, String name, String value) {
        if (parameter.getParamType() != RestSearchParameterTypeEnum.COMPOSITE) {
            requireNumber(name, value);
            return;
        }
        var components = JpaParamUtil.resolveCompositeComponents(searchParameters, parameter);
        var parts = PART.split(value, -1);
        if (value.isEmpty() || components.isEmpty()) {
            return;
        }
        if (parts.length != components.size()) {
            throw new InvalidRequestException("The search parameter %s has a value of %d parts with a $ between them."
                    .formatted(name, components.size()));
        }
        for (var part = 0; part < parts.length; part++) {
            if (OF_NUMBERS.contains(components.get(part).getComponentParameter().getParamType())) {
                requireNumber(name, parts[part]);
            }
        }
    }

    private static void requireNumber(String name, String value) {
        if (!NUMBER.matcher(value).matches()) {
            throw new InvalidRequestException("The search parameter " + name
                    + " has a value that is no number, or one with more digits than anybody measures.");
        }
    }
}
