package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.search.builder.models.MissingQueryParameterPredicateParams;
import ca.uhn.fhir.jpa.search.builder.predicate.StringPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import com.healthmarketscience.sqlbuilder.Condition;

/** Texts, in which HAPI takes an underscore for any letter and a backslash for nothing. */
class StringTable extends StringPredicateBuilder {
    StringTable(SearchQueryBuilder search) {
        super(search);
    }

    @Override
    public Condition createPredicateNormalLike(String type, String parameter, String text, String pattern) {
        // HAPI escapes a percent of the text, so that one at the beginning stands for any beginning.
        var anyBeginning = pattern.startsWith("%") ? "%" : "";
        return super.createPredicateNormalLike(type, parameter, text, anyBeginning + LikePattern.literally(text) + "%");
    }

    @Override
    public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
        return MissingRows.ofTenant(asked, super::createPredicateParamMissingValue);
    }
}
