package org.openward.fhir.search.tables;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.dao.predicate.SearchFilterParser.CompareOperation;
import ca.uhn.fhir.jpa.search.builder.models.MissingQueryParameterPredicateParams;
import ca.uhn.fhir.jpa.search.builder.predicate.BaseQuantityPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.QuantityPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.jpa.util.QueryParameterUtils;
import ca.uhn.fhir.rest.param.QuantityParam;
import com.healthmarketscience.sqlbuilder.ComboCondition;
import com.healthmarketscience.sqlbuilder.Condition;
import jakarta.persistence.criteria.CriteriaBuilder;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Quantities. HAPI takes them as if they were known to the last digit, looks in the unit asked for only, compares all alternatives as the
 * first one is to be compared, and takes the two ends of a Range for two quantities.
 */
class QuantityTable extends QuantityPredicateBuilder {
    /** What the two ends of a Range do not tell each by itself. */
    private static final Set<CompareOperation> OF_BOTH_ENDS =
            EnumSet.of(CompareOperation.eq, CompareOperation.sa, CompareOperation.eb, CompareOperation.ap);

    private final SearchQueryBuilder search;
    private final SearchedUnits units;

    QuantityTable(SearchQueryBuilder search, SearchedUnits units) {
        super(search);
        this.search = search;
        this.units = units;
    }

    @Override
    public Condition createPredicateQuantity(
            QuantityParam asked,
            String type,
            String parameter,
            CriteriaBuilder criteria,
            BaseQuantityPredicateBuilder from,
            @Nullable CompareOperation operation,
            RequestPartitionId partition) {
        if (asked.getValue() == null) {
            return super.createPredicateQuantity(asked, type, parameter, criteria, from, operation, partition);
        }
        var comparison = QueryParameterUtils.toOperation(asked.getPrefix());
        var number = ComparedNumber.of(comparison, asked.getValue());
        var inIndex = StoredQuantity.mayBeRange(parameter) ? number.ofRange() : number;
        var alternatives = units.of(asked, comparison).stream()
                .map(unit -> inIndex.in(limit -> units.converted(limit, asked, unit))
                        .by((compared, limit) -> super.createPredicateQuantity(
                                new QuantityParam(asked.getPrefix(), limit, asked.getSystem(), unit),
                                type,
                                parameter,
                                criteria,
                                from,
                                compared,
                                partition)))
                .toList();
        var found = alternatives.size() == 1 ? alternatives.get(0) : ComboCondition.or(alternatives.toArray());
        return ofTheRecord(asked, parameter, number)
                .<Condition>map(more -> ComboCondition.and(found, more))
                .orElse(found);
    }

    /** What only the record itself can tell. */
    private Optional<Condition> ofTheRecord(QuantityParam asked, String parameter, ComparedNumber number) {
        var record = new RecordBody(search, this);
        var stored = new StoredQuantity(asked, number, units);
        if (asked instanceof Paired.Quantity pair) {
            var path = pair.element().with(JsonFilter.coding(pair.first()), stored.value());
            return Optional.of(
                    pair.element().orRecord()
                            ? record.hasIfAnyOf("component-code", "component-value-quantity", path)
                            : record.has(path));
        }
        return OF_BOTH_ENDS.contains(number.comparison())
                ? stored.path(parameter).map(record::has)
                : Optional.empty();
    }

    @Override
    public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
        return MissingRows.ofTenant(asked, super::createPredicateParamMissingValue);
    }
}
