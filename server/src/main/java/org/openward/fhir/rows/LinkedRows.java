package org.openward.fhir.rows;

import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.healthmarketscience.common.util.AppendableExt;
import com.healthmarketscience.sqlbuilder.Condition;
import com.healthmarketscience.sqlbuilder.ValidationContext;
import com.healthmarketscience.sqlbuilder.dbspec.basic.DbColumn;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * That the records which a chain leads through may be looked into. HAPI writes the ids of a search, and with them what its caller is limited
 * to, after its chains; so this says nothing before the whole statement is written out, and nothing at all for most callers.
 */
public final class LinkedRows extends Condition {
    private static final Cache<SearchQueryBuilder, List<RowQuestion>> QUESTIONS =
            Caffeine.newBuilder().weakKeys().build();

    private final SearchQueryBuilder search;
    private final Set<String> types;
    private final DbColumn id;
    private @Nullable List<String> known;

    /**
     * Of one link of a chain.
     *
     * @param types those that the records may be of
     * @param id the column with their ids
     */
    public LinkedRows(SearchQueryBuilder search, Collection<String> types, DbColumn id) {
        this.search = search;
        this.types = Set.copyOf(types);
        this.id = id;
    }

    /** From now on, the statement keeps to what these say. */
    public static void keepTo(List<RowQuestion> questions, SearchQueryBuilder search) {
        QUESTIONS.put(search, questions);
    }

    @Override
    public boolean isEmpty() {
        return conditions().isEmpty();
    }

    @Override
    public void appendTo(AppendableExt statement) throws IOException {
        statement.append(conditions().stream().collect(Collectors.joining(" and ", "(", ")")));
    }

    @Override
    protected void collectSchemaObjects(ValidationContext context) {
        // The column is one of a table that the statement joins anyway.
    }

    private List<String> conditions() {
        var questions = QUESTIONS.getIfPresent(search);
        if (questions == null) {
            return List.of();
        }
        var conditions = known;
        if (conditions == null) {
            var column = id.getTable().getAlias() + "." + id.getName();
            conditions = questions.stream()
                    .flatMap(question ->
                            types.stream().flatMap(type -> question.conditionOfLinked(type, search, column).stream()))
                    .toList();
            known = conditions;
        }
        return conditions;
    }
}
