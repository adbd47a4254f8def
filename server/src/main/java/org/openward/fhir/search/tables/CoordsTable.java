package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.search.builder.models.MissingQueryParameterPredicateParams;
import ca.uhn.fhir.jpa.search.builder.predicate.CoordsPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import com.healthmarketscience.sqlbuilder.Condition;

/** Places on the map. */
class CoordsTable extends CoordsPredicateBuilder {
    CoordsTable(SearchQueryBuilder search) {
        super(search);
    }

    @Override
    public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
        return MissingRows.ofTenant(asked, super::createPredicateParamMissingValue);
    }
}
