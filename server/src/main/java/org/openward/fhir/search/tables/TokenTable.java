package org.openward.fhir.search.tables;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.dao.predicate.SearchFilterParser.CompareOperation;
import ca.uhn.fhir.jpa.search.builder.models.MissingQueryParameterPredicateParams;
import ca.uhn.fhir.jpa.search.builder.predicate.TokenPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.TokenParamModifier;
import com.healthmarketscience.sqlbuilder.ComboCondition;
import com.healthmarketscience.sqlbuilder.Condition;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.sealing.AskedNumbers;

/** Codes. HAPI finds no identifier of a type when it may be one or another. */
class TokenTable extends TokenPredicateBuilder {
    private final SearchQueryBuilder search;
    private final AskedNumbers numbers;

    TokenTable(SearchQueryBuilder search, AskedNumbers numbers) {
        super(search);
        this.numbers = numbers;
        this.search = search;
    }

    @Override
    public @Nullable Condition createPredicateToken(
            Collection<IQueryParameterType> given,
            String type,
            @Nullable String prefix,
            RuntimeSearchParam parameter,
            @Nullable CompareOperation operation,
            RequestPartitionId partition) {
        var asked = numbers.inAllForms(given, parameter, partition);
        if (asked.size() > 1 && asked.stream().allMatch(TokenTable::isOfType)) {
            // HAPI names the parameter of types once more for each.
            return ComboCondition.or(asked.stream()
                    .map(each ->
                            super.createPredicateToken(List.of(each), type, prefix, parameter, operation, partition))
                    .toArray());
        }
        var found = super.createPredicateToken(asked, type, prefix, parameter, operation, partition);
        return found != null && asked.iterator().next() instanceof Paired.Token pair
                ? ComboCondition.and(found, paired(pair))
                : found;
    }

    private static boolean isOfType(IQueryParameterType asked) {
        return asked instanceof TokenParam token && token.getModifier() == TokenParamModifier.OF_TYPE;
    }

    private Condition paired(Paired.Token pair) {
        var record = new RecordBody(search, this);
        var path = pair.element().with(JsonFilter.coding(pair.first()), JsonFilter.valueOfCode(pair));
        return pair.element().orRecord()
                ? record.hasIfAnyOf("component-code", "component-value-concept", path)
                : record.has(path);
    }

    @Override
    public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
        return MissingRows.ofTenant(asked, super::createPredicateParamMissingValue);
    }
}
