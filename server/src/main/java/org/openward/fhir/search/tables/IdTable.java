package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.search.builder.QueryStack.SearchForIdsParams;
import ca.uhn.fhir.jpa.search.builder.predicate.ResourceIdPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.jpa.util.QueryParameterUtils;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.TokenParamModifier;
import com.healthmarketscience.sqlbuilder.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ids of records. With one {@code _id:not}, HAPI takes every {@code _id} of a search for one that is not wanted, that too to which the
 * caller is limited.
 */
class IdTable extends ResourceIdPredicateBuilder {
    IdTable(SearchQueryBuilder search) {
        super(search);
    }

    @Override
    public @Nullable Condition createPredicateResourceId(SearchForIdsParams asked) {
        if (asked.getAndOrParams().size() < 2
                || asked.getAndOrParams().stream().flatMap(List::stream).noneMatch(IdTable::isUnwanted)) {
            return super.createPredicateResourceId(asked);
        }
        return QueryParameterUtils.toAndPredicate(asked.getAndOrParams().stream()
                .map(each -> super.createPredicateResourceId(only(each, asked)))
                .filter(Objects::nonNull)
                .toList());
    }

    private static boolean isUnwanted(IQueryParameterType id) {
        return id instanceof TokenParam token && token.getModifier() == TokenParamModifier.NOT;
    }

    private static SearchForIdsParams only(List<IQueryParameterType> ids, SearchForIdsParams asked) {
        return SearchForIdsParams.with()
                .setSourceJoinColumn(asked.getSourceJoinColumn())
                .setResourceName(asked.getResourceName())
                .setParamName(asked.getParamName())
                .setAndOrParams(List.of(ids))
                .setRequest(asked.getRequest())
                .setRequestPartitionId(asked.getRequestPartitionId())
                .setIncludeDeleted(asked.getIncludeDeleted())
                .setOperation(asked.getOperation());
    }
}
