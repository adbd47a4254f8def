package org.openward.fhir.rows;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.search.builder.QueryStack;
import ca.uhn.fhir.jpa.search.builder.predicate.ResourceLinkForHasParameterPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.jpa.util.QueryParameterUtils;
import com.healthmarketscience.sqlbuilder.Condition;
import com.healthmarketscience.sqlbuilder.dbspec.basic.DbColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** References that {@code _has} follows backwards: only from records into which the search may look. */
public class BackLinkTable extends ResourceLinkForHasParameterPredicateBuilder {
    private final SearchQueryBuilder search;
    private List<String> sources = List.of();

    /** For one search. */
    public BackLinkTable(QueryStack questions, SearchQueryBuilder search) {
        super(questions, search);
        this.search = search;
    }

    @Override
    public List<String> createResourceLinkPaths(String type, String parameter, List<String> qualifiers) {
        sources = List.of(type);
        return super.createResourceLinkPaths(type, parameter, qualifiers);
    }

    @Override
    public @Nullable Condition createPartitionIdPredicate(RequestPartitionId partition) {
        return QueryParameterUtils.toAndPredicate(
                super.createPartitionIdPredicate(partition),
                new LinkedRows(search, sources, last(getJoinColumnsForSource())));
    }

    /** Behind the partition's, if that is one. */
    private static DbColumn last(DbColumn... columns) {
        return columns[columns.length - 1];
    }
}
