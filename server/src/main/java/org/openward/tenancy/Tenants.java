package org.openward.tenancy;

import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The register of tenants on this server. */
@Component
public class Tenants {
    private static final Logger LOG = LoggerFactory.getLogger(Tenants.class);

    private final JdbcClient jdbc;
    private final Map<TenantId, Tenant> known = new ConcurrentHashMap<>();
    private volatile @Nullable Set<TenantId> suspended;

    Tenants(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty when no such tenant was ever provisioned. A tenant's settings are read once per server process. */
    public Optional<Tenant> find(TenantId id) {
        var tenant = known.get(id);
        if (tenant == null) {
            known.putAll(all().stream().collect(Collectors.toMap(Tenant::id, Function.identity())));
            tenant = known.get(id);
        }
        return Optional.ofNullable(tenant);
    }

    public Tenant named(TenantId id) {
        return find(id).orElseThrow(() -> new IllegalStateException("No tenant " + id + " on this server."));
    }

    /** The tenant that the current thread works in. */
    public Tenant current() {
        return named(Acting.tenant());
    }

    /** Enters a new tenant in the register; one that is there already keeps its settings. */
    @Transactional
    public void provision(Tenant tenant) {
        jdbc.sql(
                        """
                        insert into openward.tenant (id, name, partition_id, time_zone, currency)
                        values (:id, :name, :partition, :timeZone, :currency)
                        on conflict (id) do nothing
                        """)
                .param("id", tenant.id().value())
                .param("name", tenant.name())
                .param("partition", tenant.partition())
                .param("timeZone", tenant.timeZone().getId())
                .param("currency", tenant.currency().getCurrencyCode())
                .update();
    }

    /** Enters a new tenant with a partition of its own; empty when there is one with that id. */
    @Transactional
    public Optional<Tenant> open(TenantId id, String name, ZoneId timeZone, Currency currency) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('openward.tenants', 0))::text")
                .query(String.class)
                .single();
        var opened = jdbc.sql(
                        """
                        insert into openward.tenant (id, name, partition_id, time_zone, currency)
                        select :id, :name, max(partition_id) + 1, :timeZone, :currency from openward.tenant
                        on conflict (id) do nothing
                        """)
                .param("id", id.value())
                .param("name", name)
                .param("timeZone", timeZone.getId())
                .param("currency", currency.getCurrencyCode())
                .update();
        // Not remembered yet: the caller's transaction may still be rolled back.
        return opened == 0
                ? Optional.empty()
                : all().stream().filter(tenant -> tenant.id().equals(id)).findFirst();
    }

    /** Whether nobody may enter the tenant for the time being; every server knows it within about a second, and before it lets anybody in. */
    public boolean isSuspended(TenantId id) {
        var known = suspended;
        if (known == null) {
            known = learnt();
            suspended = known;
        }
        return known.contains(id);
    }

    /** Lets nobody into the tenant any more. */
    public void suspend(TenantId id) {
        jdbc.sql("update openward.tenant set suspended = true where id = :id")
                .param("id", id.value())
                .update();
    }

    /** Ends a suspension. */
    public void resume(TenantId id) {
        jdbc.sql("update openward.tenant set suspended = false where id = :id")
                .param("id", id.value())
                .update();
    }

    /** Public, since the bean is a proxy that carries out transactions. */
    @Scheduled(fixedDelayString = "PT1S")
    public void learnSuspensions() {
        try {
            suspended = learnt();
        } catch (RuntimeException failure) {
            LOG.warn("Which tenants are suspended could not be learnt: {}", failure.getMessage());
        }
    }

    private Set<TenantId> learnt() {
        return jdbc.sql("select id from openward.tenant where suspended").query(String.class).list().stream()
                .map(TenantId::new)
                .collect(Collectors.toUnmodifiableSet());
    }

    public List<Tenant> all() {
        return jdbc.sql("select id, name, partition_id, time_zone, currency from openward.tenant order by partition_id")
                .query((row, number) -> new Tenant(
                        new TenantId(row.getString("id")),
                        row.getString("name"),
                        row.getInt("partition_id"),
                        ZoneId.of(row.getString("time_zone")),
                        Currency.getInstance(row.getString("currency"))))
                .list();
    }
}
