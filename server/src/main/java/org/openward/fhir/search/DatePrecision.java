package org.openward.fhir.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.param.CompositeParam;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.HasParam;
import ca.uhn.fhir.rest.param.ParamPrefixEnum;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import ca.uhn.fhir.util.DateUtils;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.openward.fhir.search.tables.Moments;

/**
 * Makes {@code date=ge2020} start with the year's first day and {@code date=le2020} end with its last, in plain, chained,
 * composite and {@code _has} parameters. HAPI 8.8.0 takes the far end of the period instead (DateRangeParam) and drops its matches. And
 * a day of {@code _lastUpdated} is a day of the server's calendar; HAPI takes it from its first moment to its last one anywhere on earth.
 */
@FhirGuard
@Interceptor
public class DatePrecision {
    private static final Pattern YEAR_OR_MONTH = Pattern.compile("(ge|le)(\\d{4}(-\\d{2})?)");

    private final FhirContext context;
    private final ISearchParamRegistry searchParameters;

    DatePrecision(FhirContext context, ISearchParamRegistry searchParameters) {
        this.context = context;
        this.searchParameters = searchParameters;
    }

    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void completeDates(SearchParameterMap search) {
        for (var alternatives : search.values()) {
            alternatives.replaceAll(this::completed);
        }
        var updated = search.getLastUpdated();
        if (updated != null
                && (Moments.isOfDays(updated.getLowerBound()) || Moments.isOfDays(updated.getUpperBound()))) {
            search.setLastUpdated(new DaysHere(updated));
        }
    }

    private List<IQueryParameterType> completed(List<IQueryParameterType> alternatives) {
        return alternatives.stream().map(this::completed).collect(Collectors.toCollection(ArrayList::new));
    }

    private IQueryParameterType completed(IQueryParameterType parameter) {
        if (parameter instanceof DateParam date) {
            complete(date);
        } else if (parameter instanceof CompositeParam<?, ?> composite
                && composite.getRightValue() instanceof DateParam date) {
            complete(date);
        } else if (parameter instanceof ReferenceParam reference && reference.hasChain()) {
            if (isImprecise(reference.getValue()) && isDate(lastName(reference.getChain()))) {
                return new ReferenceParam(
                        reference.getResourceType(), reference.getChain(), completed(reference.getValue()));
            }
        } else if (parameter instanceof HasParam has
                && isImprecise(has.getParameterValue())
                && isDate(lastName(has.getParameterName()))) {
            return new HasParam(
                    has.getTargetResourceType(),
                    has.getReferenceFieldName(),
                    has.getParameterName(),
                    completed(has.getParameterValue()));
        }
        return parameter;
    }

    private static void complete(DateParam date) {
        var prefix = date.getPrefix();
        if (prefix == ParamPrefixEnum.GREATERTHAN_OR_EQUALS || prefix == ParamPrefixEnum.LESSTHAN_OR_EQUALS) {
            date.setValueAsString(completed(prefix.getValue() + date.getValueAsString())
                    .substring(prefix.getValue().length()));
        }
    }

    private static String completed(String value) {
        var match = YEAR_OR_MONTH.matcher(value);
        if (!match.matches()) {
            return value;
        }
        var period = DateUtils.getCompletedDate(match.group(2));
        return match.group(1) + (match.group(1).equals("ge") ? period.getLeft() : period.getRight());
    }

    private static boolean isImprecise(String value) {
        return YEAR_OR_MONTH.matcher(value).matches();
    }

    private static String lastName(String chain) {
        return chain.substring(chain.lastIndexOf('.') + 1);
    }

    /** Whether every search parameter of that name, on whatever type, is a date. */
    private boolean isDate(String name) {
        var types = context.getResourceTypes().stream()
                .map(type -> searchParameters.getActiveSearchParam(type, name, SearchParamLookupContextEnum.SEARCH))
                .filter(Objects::nonNull)
                .map(RuntimeSearchParam::getParamType)
                .collect(Collectors.toSet());
        return types.equals(Set.of(RestSearchParameterTypeEnum.DATE));
    }

    /** Times of the last change, from whole days and to whole days. */
    private static final class DaysHere extends DateRangeParam {
        private static final long serialVersionUID = 1L;

        DaysHere(DateRangeParam asked) {
            super(asked);
        }

        @Override
        public @Nullable Date getLowerBoundAsInstant() {
            var bound = getLowerBound();
            var from = Moments.isOfDays(bound) ? Moments.of(bound).from() : null;
            return from == null ? super.getLowerBoundAsInstant() : Date.from(from);
        }

        @Override
        public @Nullable Date getUpperBoundAsInstant() {
            var bound = getUpperBound();
            var before = Moments.isOfDays(bound) ? Moments.of(bound).before() : null;
            return before == null ? super.getUpperBoundAsInstant() : Date.from(before.minusMillis(1));
        }
    }
}
