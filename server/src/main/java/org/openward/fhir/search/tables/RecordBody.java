package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.model.entity.BaseResourceIndexedSearchParam;
import ca.uhn.fhir.jpa.search.builder.predicate.BaseSearchParamPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import com.healthmarketscience.sqlbuilder.Condition;
import com.healthmarketscience.sqlbuilder.CustomCondition;

/**
 * Asks the record itself what the index cannot tell. Only records that the index found are asked: the question stands in the place of a
 * value, which PostgreSQL works out for each row by itself.
 *
 * @param index the table of the rows whose records are asked
 */
record RecordBody(SearchQueryBuilder search, BaseSearchParamPredicateBuilder index) {
    /** Whether there is something at that path of JSON. */
    Condition has(String path) {
        return new CustomCondition(asked(path));
    }

    /**
     * The same, but records that have no row at all of either parameter need not be asked.
     *
     * @param tokens a parameter of codes
     * @param others a parameter of what the index table holds
     */
    Condition hasIfAnyOf(String tokens, String others, String path) {
        return new CustomCondition("((%s AND %s) OR %s)"
                .formatted(
                        none("HFJ_SPIDX_TOKEN", tokens), none(index.getTable().getName(), others), asked(path)));
    }

    private String asked(String path) {
        return ("(SELECT jsonb_path_exists(CAST(body.RES_TEXT_VC AS jsonb), CAST(%s AS jsonpath)) FROM HFJ_RESOURCE record"
                        + " INNER JOIN HFJ_RES_VER body ON body.RES_ID = record.RES_ID AND body.RES_VER = record.RES_VER"
                        + " WHERE record.RES_ID = %s)")
                .formatted(bound(path), record());
    }

    private String none(String table, String parameter) {
        var identity = BaseResourceIndexedSearchParam.calculateHashIdentity(
                search.getPartitionSettings(), search.getRequestPartitionId(), "Observation", parameter);
        return "NOT EXISTS (SELECT 1 FROM %s part WHERE part.RES_ID = %s AND part.HASH_IDENTITY = %s)"
                .formatted(table, record(), bound(identity));
    }

    private String record() {
        return index.getTable().getAlias() + ".RES_ID";
    }

    private String bound(Object value) {
        return "'" + search.generatePlaceholder(value) + "'";
    }
}
