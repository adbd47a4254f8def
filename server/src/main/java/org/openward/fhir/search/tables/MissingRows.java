package org.openward.fhir.search.tables;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.search.builder.models.MissingQueryParameterPredicateParams;
import com.healthmarketscience.sqlbuilder.Condition;
import java.util.function.Function;

/**
 * {@code :missing}, which fails with HAPI in a partitioned store: it asks for the partition of a table that the statement does not join.
 */
final class MissingRows {
    private MissingRows() {}

    /** The tenant is a condition of the record itself, since there may be no row of the index to ask. */
    static Condition ofTenant(
            MissingQueryParameterPredicateParams asked,
            Function<MissingQueryParameterPredicateParams, Condition> condition) {
        var records = asked.getResourceTablePredicateBuilder();
        return records.combineWithRequestPartitionIdPredicate(
                asked.getRequestPartitionId(),
                condition.apply(new MissingQueryParameterPredicateParams(
                        records, asked.isMissing(), asked.getParamName(), RequestPartitionId.allPartitions())));
    }
}
