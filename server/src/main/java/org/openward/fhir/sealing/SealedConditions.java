package org.openward.fhir.sealing;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.dao.MatchResourceUrlService;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.openward.fhir.turns.RecordTurns;
import org.openward.fhir.turns.TransactionsInTurn;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Primary;

/**
 * Lets the conditions of a transaction be met by sealed numbers. HAPI looks for all that ask for one code each by the codes' hashes, in one
 * statement of its own; numbers that may stand in the index in several forms it looks for one by one, and so it shall where several codes
 * are asked for, of which it would look for the first alone.
 */
@FhirGuard
@Interceptor
@Primary
public class SealedConditions extends TransactionsInTurn {
    private static final ThreadLocal<@Nullable Boolean> RESOLVING = new ThreadLocal<>();

    private final AskedNumbers numbers;
    private final ObjectProvider<ISearchParamRegistry> searchParameters;

    SealedConditions(RecordTurns turns, AskedNumbers numbers, ObjectProvider<ISearchParamRegistry> searchParameters) {
        super(turns);
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
        RESOLVING.set(true);
        try {
            super.preFetchSearchParameterMaps(request, transaction, partition, conditions, withBodies, withVersions);
        } finally {
            RESOLVING.remove();
        }
        tellIds(transaction);
    }

    /** HAPI has read the ids together with the records' numbers, and would look each of them up once more. */
    private static void tellIds(TransactionDetails transaction) {
        transaction.getResolvedMatchUrls().values().stream()
                .filter(JpaPid.class::isInstance)
                .map(JpaPid.class::cast)
                .filter(found -> found.getAssociatedResourceId() == null && transaction.hasReverseResolvedId(found))
                .forEach(found -> found.setAssociatedResourceId(transaction.getReverseResolvedId(found)));
    }

    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void resolving(
            @Nullable RequestDetails request,
            SearchParameterMap condition,
            ICachedSearchDetails search,
            RequestPartitionId partition) {
        if (Boolean.TRUE.equals(RESOLVING.get())
                && !isSearchedAlone(request)
                && condition.values().size() == 1) {
            condition.entrySet().forEach(asked -> {
                if (asked.getValue().get(0).get(0) instanceof TokenParam code) {
                    asked.setValue(
                            isOneCode(asked.getValue(), code)
                                    ? inIndex(asked.getValue().get(0), asked.getKey(), search, partition)
                                    : notOneCode(asked.getValue()));
                }
            });
        }
    }

    private static boolean isSearchedAlone(@Nullable RequestDetails request) {
        return request != null && MatchResourceUrlService.isDuringMatchUrlQuerySpan(request);
    }

    /** HAPI would take one without a system for one of any system. */
    private static boolean isOneCode(List<List<IQueryParameterType>> asked, TokenParam code) {
        return asked.size() == 1 && asked.get(0).size() == 1 && !"".equals(code.getSystem());
    }

    private List<List<IQueryParameterType>> inIndex(
            List<IQueryParameterType> asked, String name, ICachedSearchDetails search, RequestPartitionId partition) {
        var parameter = searchParameters
                .getObject()
                .getActiveSearchParam(search.getResourceType(), name, SearchParamLookupContextEnum.SEARCH);
        var forms = parameter == null ? asked : numbers.inAllForms(asked, parameter, partition);
        return forms.size() == 1 ? listOf(Stream.of(listOf(forms.stream()))) : notOneCode(List.of(asked));
    }

    /** The same, each said twice, so that HAPI does not take it for one code. */
    private static List<List<IQueryParameterType>> notOneCode(List<List<IQueryParameterType>> asked) {
        return listOf(Stream.concat(asked.stream(), asked.stream())
                .map(alternatives -> listOf(Stream.concat(alternatives.stream(), alternatives.stream()))));
    }

    /** One that others may add to, as they do while a search is prepared. */
    private static <T> List<T> listOf(Stream<T> elements) {
        return elements.collect(Collectors.toCollection(ArrayList::new));
    }
}
