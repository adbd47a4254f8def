package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.dao.predicate.SearchFilterParser.CompareOperation;
import ca.uhn.fhir.jpa.search.builder.models.MissingQueryParameterPredicateParams;
import ca.uhn.fhir.jpa.search.builder.predicate.DatePredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.jpa.util.QueryParameterUtils;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ParamPrefixEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.healthmarketscience.sqlbuilder.ComboCondition;
import com.healthmarketscience.sqlbuilder.Condition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Dates. HAPI compares all alternatives as the first one is to be compared, forgets of a composite's second alternative which date it is
 * about, and does not know {@code ap}.
 */
class DateTable extends DatePredicateBuilder {
    private static final int TENTH = 10;

    private final Clock clock;
    private @Nullable String type;
    private @Nullable String parameter;

    DateTable(SearchQueryBuilder search, Clock clock) {
        super(search);
        this.clock = clock;
    }

    @Override
    public Condition combineWithHashIdentityPredicate(String type, String parameter, Condition condition) {
        this.type = type;
        this.parameter = parameter;
        return super.combineWithHashIdentityPredicate(type, parameter, condition);
    }

    @Override
    public Condition createPredicateDateWithoutIdentityPredicate(
            IQueryParameterType asked, @Nullable CompareOperation operation) {
        if (!(asked instanceof DateParam date)) {
            return super.createPredicateDateWithoutIdentityPredicate(asked, operation);
        }
        var compared = date.getPrefix() == ParamPrefixEnum.APPROXIMATE ? near(date) : compared(date);
        return date instanceof Paired.Date && type != null && parameter != null
                ? super.combineWithHashIdentityPredicate(type, parameter, compared)
                : compared;
    }

    private Condition compared(DateParam date) {
        return super.createPredicateDateWithoutIdentityPredicate(
                date, QueryParameterUtils.toOperation(date.getPrefix()));
    }

    /** A tenth of the time since then, or until then, to both sides, as FHIR recommends. */
    private Condition near(DateParam date) {
        if (date.isEmpty()) {
            throw new InvalidRequestException("After ap a date is missing.");
        }
        var written = new DateRangeParam(new DateParam(ParamPrefixEnum.EQUAL, date.getValueAsString()));
        var first = Objects.requireNonNull(written.getLowerBoundAsInstant()).toInstant();
        var last = Objects.requireNonNull(written.getUpperBoundAsInstant()).toInstant();
        var tenth = Duration.between(first, clock.instant()).abs().dividedBy(TENTH);
        return ComboCondition.and(
                compared(moment(ParamPrefixEnum.GREATERTHAN_OR_EQUALS, first.minus(tenth))),
                compared(moment(ParamPrefixEnum.LESSTHAN_OR_EQUALS, last.plus(tenth))));
    }

    private static DateParam moment(ParamPrefixEnum prefix, Instant moment) {
        return new DateParam(prefix, java.util.Date.from(moment));
    }

    @Override
    public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
        return MissingRows.ofTenant(asked, super::createPredicateParamMissingValue);
    }
}
