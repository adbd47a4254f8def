package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.TokenParam;
import com.healthmarketscience.sqlbuilder.BinaryCondition;
import com.healthmarketscience.sqlbuilder.ComboCondition;
import com.healthmarketscience.sqlbuilder.Condition;
import com.healthmarketscience.sqlbuilder.dbspec.basic.DbColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * Carries alternative times of a record's last change through HAPI's search as if they were an {@code _id}, to where the statement is
 * written; HAPI knows one range. Whoever takes it for an id finds nothing, since no record can have this one.
 */
public final class UpdatedTimes extends TokenParam {
    private static final long serialVersionUID = 1L;

    private static final String NO_ID = "no_record";

    private final transient List<Moments> alternatives;

    public UpdatedTimes(List<DateParam> dates) {
        super(null, NO_ID);
        alternatives = dates.stream().map(Moments::of).toList();
    }

    Condition condition(SearchQueryBuilder search) {
        var updated =
                search.getOrCreateResourceTablePredicateBuilder(false, null).getLastUpdatedColumn();
        return ComboCondition.or(alternatives.stream()
                .map(each -> condition(each, updated, search))
                .toArray(Condition[]::new));
    }

    private static Condition condition(Moments asked, DbColumn updated, SearchQueryBuilder search) {
        var bounds = new ArrayList<Condition>();
        var from = asked.from();
        if (from != null) {
            bounds.add(
                    asked.outside()
                            ? BinaryCondition.lessThan(updated, value(from, search))
                            : BinaryCondition.greaterThanOrEq(updated, value(from, search)));
        }
        var before = asked.before();
        if (before != null) {
            bounds.add(
                    asked.outside()
                            ? BinaryCondition.greaterThanOrEq(updated, value(before, search))
                            : BinaryCondition.lessThan(updated, value(before, search)));
        }
        var all = bounds.toArray(Condition[]::new);
        return asked.outside() ? ComboCondition.or(all) : ComboCondition.and(all);
    }

    private static String value(Instant moment, SearchQueryBuilder search) {
        return search.generatePlaceholder(Date.from(moment));
    }
}
