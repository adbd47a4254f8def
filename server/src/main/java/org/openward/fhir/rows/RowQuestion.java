package org.openward.fhir.rows;

import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.Optional;

/**
 * Carries a limit through HAPI's search as if it were an {@code _id}, to where the statement is written. Whoever takes it for an id finds
 * nothing, since no record can have this one.
 */
public final class RowQuestion extends TokenParam {
    private static final long serialVersionUID = 1L;

    private static final String NO_ID = "no_record";

    private final transient RowLimit limit;
    private final transient Linked linked;
    private final transient ISearchParamRegistry searchParameters;
    private final transient RowSql sql;

    /** @param linked what the search may look into besides */
    public RowQuestion(RowLimit limit, Linked linked, String type, ISearchParamRegistry searchParameters) {
        super(null, NO_ID);
        this.limit = limit;
        this.linked = linked;
        this.searchParameters = searchParameters;
        this.sql = new RowSql(type, searchParameters);
    }

    /**
     * The condition in SQL.
     *
     * @param id the column with the record's id in HAPI's statement
     */
    public String condition(SearchQueryBuilder search, String id) {
        return sql.of(limit, id, search);
    }

    /** What a record of another type must be like for the search to look into it; nothing where it may look into every one. */
    public Optional<String> conditionOfLinked(String type, SearchQueryBuilder search, String id) {
        return linked.limit(type).map(rows -> new RowSql(type, searchParameters).of(rows, id, search));
    }
}
