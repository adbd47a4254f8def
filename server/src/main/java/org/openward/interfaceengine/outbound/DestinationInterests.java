package org.openward.interfaceengine.outbound;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.openward.fhir.changes.Change;
import org.openward.fhir.changes.ChangeBook;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Of which records some destination is told, known without asking the database. It is learnt every second, and by the server
 * that changed a destination at once; whoever could not learn for longer than the learning time writes every change down.
 */
@Component
class DestinationInterests implements ChangeBook {
    private final JdbcClient jdbc;
    private final ChangesToTell changes;
    private final Duration learningTime;
    private final Map<TenantId, Long> doubted = new ConcurrentHashMap<>();
    private final List<Consumer<TenantId>> listeners = new CopyOnWriteArrayList<>();
    private volatile Knowledge knowledge = new Knowledge(Map.of(), System.nanoTime(), Freshness.NEVER_LEARNT);

    private enum Freshness {
        NEVER_LEARNT,
        LEARNT
    }

    private record Knowledge(Map<TenantId, Set<String>> types, long since, Freshness freshness) {}

    DestinationInterests(JdbcClient jdbc, ChangesToTell changes, DestinationSettings settings) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.learningTime = settings.learningTime();
    }

    /** Whoever is to hear that changes of a tenant were written down. */
    void add(Consumer<TenantId> listener) {
        listeners.add(listener);
    }

    @Override
    public boolean wants(TenantId tenant, String type) {
        var known = knowledge;
        return known.freshness() == Freshness.NEVER_LEARNT
                || System.nanoTime() - known.since() > learningTime.toNanos()
                || known.types().getOrDefault(tenant, Set.of()).contains(type)
                || doubted.containsKey(tenant);
    }

    @Override
    public void write(List<Change> written) {
        changes.add(written);
    }

    @Override
    public void written(TenantId tenant) {
        listeners.forEach(listener -> listener.accept(tenant));
    }

    /** A destination of the tenant changes with the open transaction: until it is learnt anew, everything is written down. */
    void doubt(TenantId tenant) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            doubted.put(tenant, System.nanoTime());
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                doubted.put(tenant, System.nanoTime());
            }
        });
    }

    /** Learns what destinations want to be told, in all tenants. */
    synchronized void learn() {
        var since = System.nanoTime();
        var types = new HashMap<TenantId, Set<String>>();
        jdbc.sql("select tenant, resource_type from openward.outbound_interests()")
                .query((row, number) ->
                        Map.entry(new TenantId(row.getString("tenant")), row.getString("resource_type")))
                .list()
                .forEach(wanted -> types.computeIfAbsent(wanted.getKey(), first -> new HashSet<>())
                        .add(wanted.getValue()));
        knowledge = new Knowledge(Map.copyOf(types), since, Freshness.LEARNT);
        doubted.values().removeIf(doubt -> doubt < since);
    }
}
