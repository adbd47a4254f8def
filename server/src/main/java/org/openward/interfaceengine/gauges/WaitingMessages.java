package org.openward.interfaceengine.gauges;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import java.util.List;
import java.util.UUID;
import org.openward.interfaceengine.Lane;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Counts for each analyzer what waits for a person and what was given up, as the database has it for all servers. */
@Component
class WaitingMessages {
    /** The worst are worth a name of their own; a feed with more is looked at by $feed-messages. */
    private static final int MOST_LANES = 500;

    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final MultiGauge waiting;

    WaitingMessages(JdbcClient jdbc, Tenants tenants, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.waiting = MultiGauge.builder("openward.feed.waiting")
                .description("Messages of a device that wait for a person (held) or were given up (dead)")
                .register(meters);
    }

    @Scheduled(fixedDelayString = "PT30S", initialDelayString = "PT30S")
    void count() {
        waiting.register(
                tenants.all().stream()
                        .flatMap(tenant -> of(tenant).stream())
                        .<MultiGauge.Row<?>>map(WaitingMessages::row)
                        .toList(),
                true);
    }

    private static MultiGauge.Row<?> row(Count count) {
        var tags = LineMeters.tags(count.lane.tenant(), count.lane.name());
        return MultiGauge.Row.of(tags.and("status", count.status), count.messages);
    }

    private List<Count> of(Tenant tenant) {
        return Acting.as(Caller.server(tenant.id(), "gauges-" + UUID.randomUUID()), () -> jdbc.sql(
                        """
                        select coalesce('Device/' || device_id, 'unknown') as device, status, count(*) as messages
                        from openward.feed_message
                        where tenant_id = :tenant and status in ('held', 'dead')
                        group by 1, 2 order by 3 desc limit :most""")
                .param("tenant", tenant.id().value())
                .param("most", MOST_LANES)
                .query((row, number) -> new Count(
                        new Lane(tenant.id(), row.getString("device")),
                        row.getString("status"),
                        row.getLong("messages")))
                .list());
    }

    private record Count(Lane lane, String status, long messages) {}
}
