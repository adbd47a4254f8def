package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.search.builder.QueryStack.SearchForIdsParams;
import ca.uhn.fhir.jpa.search.builder.predicate.ResourceIdPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.jpa.util.QueryParameterUtils;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.TokenParamModifier;
import com.healthmarketscience.sqlbuilder.Condition;
import com.healthmarketscience.sqlbuilder.CustomCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.rows.LinkedRows;
import org.openward.fhir.rows.RowQuestion;

/**
 * Ids of records. With one {@code _id:not}, HAPI takes every {@code _id} of a search for one that is not wanted, that too to which the
 * caller is limited.
 */
class IdTable extends ResourceIdPredicateBuilder {
    private final SearchQueryBuilder search;

    IdTable(SearchQueryBuilder search) {
        super(search);
        this.search = search;
    }

    @Override
    public @Nullable Condition createPredicateResourceId(SearchForIdsParams asked) {
        var questions = asked.getAndOrParams().stream()
                .flatMap(List::stream)
                .filter(RowQuestion.class::isInstance)
                .map(RowQuestion.class::cast)
                .toList();
        var times = asked.getAndOrParams().stream()
                .flatMap(List::stream)
                .filter(UpdatedTimes.class::isInstance)
                .map(UpdatedTimes.class::cast)
                .toList();
        if (questions.isEmpty() && times.isEmpty()) {
            return ids(asked);
        }
        if (!questions.isEmpty()) {
            LinkedRows.keepTo(questions, search);
        }
        var conditions = new ArrayList<Condition>();
        questions.forEach(question -> conditions.add(rows(question, asked)));
        times.forEach(time -> conditions.add(updated(time, asked)));
        var others = asked.getAndOrParams().stream()
                .filter(each -> each.stream().noneMatch(IdTable::isNoId))
                .toList();
        if (!others.isEmpty()) {
            Optional.ofNullable(ids(only(others, asked))).ifPresent(conditions::add);
        }
        return QueryParameterUtils.toAndPredicate(conditions);
    }

    private static boolean isNoId(IQueryParameterType asked) {
        return asked instanceof RowQuestion || asked instanceof UpdatedTimes;
    }

    private Condition updated(UpdatedTimes times, SearchForIdsParams asked) {
        return getOrCreateQueryRootTable(true)
                .combineWithRequestPartitionIdPredicate(asked.getRequestPartitionId(), times.condition(search));
    }

    /** What a caller is limited to, asked of the rows themselves. */
    private Condition rows(RowQuestion question, SearchForIdsParams asked) {
        var joined = asked.getSourceJoinColumn();
        if (joined != null) {
            var column = getResourceIdColumn(joined);
            return new CustomCondition(
                    question.condition(search, column.getTable().getAlias() + "." + column.getName()));
        }
        var root = getOrCreateQueryRootTable(true);
        return root.combineWithRequestPartitionIdPredicate(
                asked.getRequestPartitionId(),
                new CustomCondition(question.condition(
                        search,
                        root.getTable().getAlias() + "."
                                + root.getResourceIdColumn().getName())));
    }

    private @Nullable Condition ids(SearchForIdsParams asked) {
        if (asked.getAndOrParams().size() < 2
                || asked.getAndOrParams().stream().flatMap(List::stream).noneMatch(IdTable::isUnwanted)) {
            return super.createPredicateResourceId(asked);
        }
        return QueryParameterUtils.toAndPredicate(asked.getAndOrParams().stream()
                .map(each -> super.createPredicateResourceId(only(List.of(each), asked)))
                .filter(Objects::nonNull)
                .toList());
    }

    private static boolean isUnwanted(IQueryParameterType id) {
        return id instanceof TokenParam token && token.getModifier() == TokenParamModifier.NOT;
    }

    private static SearchForIdsParams only(List<List<IQueryParameterType>> ids, SearchForIdsParams asked) {
        return SearchForIdsParams.with()
                .setSourceJoinColumn(asked.getSourceJoinColumn())
                .setResourceName(asked.getResourceName())
                .setParamName(asked.getParamName())
                .setAndOrParams(ids)
                .setRequest(asked.getRequest())
                .setRequestPartitionId(asked.getRequestPartitionId())
                .setIncludeDeleted(asked.getIncludeDeleted())
                .setOperation(asked.getOperation());
    }
}
