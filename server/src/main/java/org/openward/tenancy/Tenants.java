package org.openward.tenancy;

import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The register of tenants on this server. */
@Component
public class Tenants {
    private final JdbcClient jdbc;
    private final Map<TenantId, Tenant> known = new ConcurrentHashMap<>();

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
