package org.openward.fhir.sealing;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.util.ICachedSearchDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.openward.fhir.turns.RecordTurns;
import org.openward.fhir.turns.TransactionsInTurn;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Primary;

/**
 * Lets the conditions of a transaction be met by sealed numbers. HAPI looks for all that ask for one code each by the codes' hashes, in one
 * statement of its own; numbers that may stand in the index in several forms it looks for one by one.
 */
@FhirGuard
@Interceptor
@Primary
public class SealedConditions extends TransactionsInTurn {
    private static final ThreadLocal<@Nullable Boolean> RESOLVING = new ThreadLocal<>();

    private final SearchTokens tokens;
    private final AskedNumbers numbers;
    private final ObjectProvider<ISearchParamRegistry> searchParameters;

    SealedConditions(
            RecordTurns turns,
            SearchTokens tokens,
            AskedNumbers numbers,
            ObjectProvider<ISearchParamRegistry> searchParameters) {
        super(turns);
        this.tokens = tokens;
        this.numbers = numbers;
        this.searchParameters = searchParameters;
    }

    @Override
    public void preFetchSearchParameterMaps(
            RequestDetails request,
            TransactionDetails transaction,
            RequestPartitionId partition,
            List<MatchUrlToResolve> conditions,
            Set<JpaPid> withBodies,
            Set<JpaPid> withVersions) {
        RESOLVING.set(tokens.areInUse());
        try {
            super.preFetchSearchParameterMaps(request, transaction, partition, conditions, withBodies, withVersions);
        } finally {
            RESOLVING.remove();
        }
    }

    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void resolving(SearchParameterMap condition, ICachedSearchDetails search, RequestPartitionId partition) {
        if (Boolean.TRUE.equals(RESOLVING.get()) && condition.values().size() == 1) {
            condition.entrySet().forEach(asked -> {
                var alternatives = asked.getValue();
                if (alternatives.size() == 1
                        && alternatives.get(0).size() == 1
                        && alternatives.get(0).get(0) instanceof TokenParam) {
                    asked.setValue(inIndex(alternatives.get(0), asked.getKey(), search, partition));
                }
            });
        }
    }

    private List<List<IQueryParameterType>> inIndex(
            List<IQueryParameterType> asked, String name, ICachedSearchDetails search, RequestPartitionId partition) {
        var parameter = searchParameters
                .getObject()
                .getActiveSearchParam(search.getResourceType(), name, SearchParamLookupContextEnum.SEARCH);
        var forms = parameter == null ? asked : numbers.inAllForms(asked, parameter, partition);
        var alternatives = new ArrayList<List<IQueryParameterType>>();
        if (forms.size() == 1) {
            alternatives.add(new ArrayList<>(forms));
        } else {
            // The same, said so that HAPI does not take it for one code.
            alternatives.add(twice(asked.get(0)));
            alternatives.add(twice(asked.get(0)));
        }
        return alternatives;
    }

    private static List<IQueryParameterType> twice(IQueryParameterType asked) {
        return new ArrayList<>(List.of(asked, asked));
    }
}
