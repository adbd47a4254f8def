package org.openward.notifications.outbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.openward.notifications.NotificationSettings;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Of which records somebody wants to hear, known without asking the database. It is learnt every second; whoever could not
 * learn for longer than the learning time writes every change down, and no subscription is active before that time has
 * passed: so none misses a change.
 */
@Component
public class Interests {
    private final JdbcClient jdbc;
    private final Duration learningTime;
    private volatile Knowledge knowledge = new Knowledge(Map.of(), Map.of(), System.nanoTime(), Freshness.NEVER_LEARNT);

    private enum Freshness {
        NEVER_LEARNT,
        LEARNT
    }

    private record Knowledge(
            Map<TenantId, Long> generations, Map<TenantId, Set<String>> types, long since, Freshness freshness) {}

    Interests(JdbcClient jdbc, NotificationSettings settings) {
        this.jdbc = jdbc;
        this.learningTime = settings.learningTime();
    }

    /** Whether a change of such a record has to be written down. */
    boolean concern(TenantId tenant, String type) {
        var known = knowledge;
        return known.freshness() == Freshness.NEVER_LEARNT
                || System.nanoTime() - known.since() > learningTime.toNanos()
                || known.types().getOrDefault(tenant, Set.of()).contains(type);
    }

    /** Learns what has changed; only tenants whose book has a new page are looked into. */
    public synchronized void learn() {
        var since = System.nanoTime();
        var before = knowledge;
        var generations = generations();
        var types = new HashMap<TenantId, Set<String>>();
        generations.forEach((tenant, generation) -> {
            var known = before.types().get(tenant);
            types.put(
                    tenant,
                    known != null && generation.equals(before.generations().get(tenant)) ? known : typesOf(tenant));
        });
        knowledge = new Knowledge(generations, Map.copyOf(types), since, Freshness.LEARNT);
    }

    private Set<String> typesOf(TenantId tenant) {
        var server = Caller.server(tenant, UUID.randomUUID().toString());
        return Acting.as(server, () -> types(tenant));
    }

    /** Grows with each change of a tenant's subscriptions; seen whoever acts. */
    private Map<TenantId, Long> generations() {
        return jdbc
                .sql("select tenant, generation from openward.subscription_books()")
                .query((row, number) -> Map.entry(new TenantId(row.getString("tenant")), row.getLong("generation")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Set<String> types(TenantId tenant) {
        return Set.copyOf(jdbc.sql(
                        """
                        select distinct resource_type from openward.subscription
                        where tenant_id = :tenant and status in ('requested', 'active')""")
                .param("tenant", tenant.value())
                .query(String.class)
                .list());
    }
}
