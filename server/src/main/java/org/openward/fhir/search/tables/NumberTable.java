package org.openward.fhir.search.tables;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.dao.predicate.SearchFilterParser.CompareOperation;
import ca.uhn.fhir.jpa.search.builder.models.MissingQueryParameterPredicateParams;
import ca.uhn.fhir.jpa.search.builder.predicate.NumberPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.model.api.IQueryParameterType;
import com.healthmarketscience.sqlbuilder.Condition;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Numbers, which HAPI takes as if they were known to the last digit. */
class NumberTable extends NumberPredicateBuilder {
    NumberTable(SearchQueryBuilder search) {
        super(search);
    }

    @Override
    public Condition createPredicateNumeric(
            String type,
            String parameter,
            @Nullable CompareOperation operation,
            BigDecimal number,
            RequestPartitionId partition,
            IQueryParameterType asked) {
        return ComparedNumber.of(Objects.requireNonNullElse(operation, CompareOperation.eq), number)
                .by((compared, limit) ->
                        super.createPredicateNumeric(type, parameter, compared, limit, partition, asked));
    }

    @Override
    public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
        return MissingRows.ofTenant(asked, super::createPredicateParamMissingValue);
    }
}
