package org.openward.interfaceengine.gauges;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantsForTests;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;

class WaitingMessagesTest {
    private final TenantId clinic = Tenancy.aClinic();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final WaitingMessages waiting = new WaitingMessages(Postgres.jdbc(), TenantsForTests.register(), meters);

    @Test
    void what_waits_is_counted_for_each_device_and_for_all_strangers_together() {
        message("xn", "A", "held");
        message("xn", "A", "held");
        message("xn", "A", "dead");
        message("xn", "A", "processed");
        message(null, "B", "held");
        message(null, "C", "held");

        waiting.count();

        assertThat(gauge("Device/xn", "held")).isEqualTo(2);
        assertThat(gauge("Device/xn", "dead")).isEqualTo(1);
        assertThat(gauge("unknown", "held")).isEqualTo(2);
        assertThat(meters.find("openward.feed.waiting")
                        .tag("tenant", clinic.value())
                        .gauges())
                .hasSize(3);
    }

    @Test
    void what_waits_no_more_is_counted_no_more() {
        message("xn", "A", "held");
        waiting.count();
        in(clinic, "update openward.feed_message set status = 'discarded'");

        waiting.count();

        assertThat(meters.find("openward.feed.waiting")
                        .tag("tenant", clinic.value())
                        .gauges())
                .isEmpty();
    }

    private double gauge(String lane, String status) {
        return meters.get("openward.feed.waiting")
                .tags("tenant", clinic.value(), "lane", lane, "status", status)
                .gauge()
                .value();
    }

    private void message(@Nullable String device, String lane, String status) {
        in(
                clinic,
                """
                insert into openward.feed_message (
                    tenant_id, lane, device_id, received_at, listener_port, remote_address, sending_application,
                    sending_facility, sent_at, message_type, control_id, processing_id, version, character_set, decoding,
                    raw, sha256, acknowledgement, status)
                select '%s', '%s', %s, now(), 2575, '192.0.2.7', 'XN', 'LAB', '', 'ORU^R01',
                    gen_random_uuid()::text, 'P', '2.5.1', '', '', ''::bytea, ''::bytea, ''::bytea, '%s'"""
                        .formatted(clinic.value(), lane, device == null ? "null" : "'" + device + "'", status));
    }

    private static void in(TenantId clinic, String sql) {
        Acting.as(Tenancy.aClerkOf(clinic), () -> Postgres.inTransaction()
                .executeWithoutResult(done -> Postgres.jdbc().sql(sql).update()));
    }
}
