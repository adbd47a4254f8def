package org.openward.fhir.turns;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.api.model.DaoMethodOutcome;
import ca.uhn.fhir.jpa.dao.EntriesToProcessMap;
import ca.uhn.fhir.jpa.dao.IdSubstitutionMap;
import ca.uhn.fhir.jpa.dao.TransactionProcessor;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import ca.uhn.fhir.util.StopWatch;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IIdType;
import org.jspecify.annotations.Nullable;

/**
 * Carries out FHIR transactions that change the same records one after the other. With HAPI all of them read a record, the first one
 * writes it, and the others are refused because of a version that they never asked for.
 */
public class TransactionsInTurn extends TransactionProcessor {
    private static final ThreadLocal<@Nullable List<Long>> RECORDS = new ThreadLocal<>();

    private final RecordTurns turns;

    protected TransactionsInTurn(RecordTurns turns) {
        this.turns = turns;
    }

    /** What is a part of somebody's work waits for nobody: whoever it waited for might wait for that work. */
    @Override
    public <B extends IBaseBundle> B transaction(@Nullable RequestDetails request, B bundle, boolean isNested) {
        var around = RECORDS.get();
        var records = isNested || around != null ? List.<Long>of() : ChangedRecords.of(bundle);
        try {
            return turns.here(records, () -> {
                RECORDS.set(records);
                return super.transaction(request, bundle, isNested);
            });
        } finally {
            RECORDS.set(around);
        }
    }

    /** The first moment within the transaction of the database: nothing has been read yet. */
    @Override
    protected EntriesToProcessMap doTransactionWriteOperations(
            RequestDetails request,
            RequestPartitionId partition,
            String action,
            TransactionDetails transaction,
            Set<IIdType> ids,
            IdSubstitutionMap substitutions,
            Map<IIdType, DaoMethodOutcome> outcomes,
            IBaseBundle response,
            IdentityHashMap<IBase, Integer> order,
            List<IBase> entries,
            StopWatch watch) {
        turns.everywhere(Objects.requireNonNullElse(RECORDS.get(), List.of()));
        return super.doTransactionWriteOperations(
                request, partition, action, transaction, ids, substitutions, outcomes, response, order, entries, watch);
    }
}
