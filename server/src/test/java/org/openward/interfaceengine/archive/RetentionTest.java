package org.openward.interfaceengine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openward.interfaceengine.archive.Retention.Way;
import org.openward.interfaceengine.outbound.DestinationSettings;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantsForTests;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;
import org.springframework.jdbc.core.simple.JdbcClient;

class RetentionTest {
    private static final Duration YEAR = Duration.ofDays(365);

    private final TenantId clinic = Tenancy.aClinic();
    private final JdbcClient jdbc = Postgres.jdbc();
    private final Retention retention = retention(new FeedSettings(YEAR), YEAR);

    @Test
    void only_what_is_finished_and_old_loses_its_bytes() {
        List.of("received", "processed", "held", "dead", "refused", "discarded")
                .forEach(status -> message(status, Duration.ofDays(400)));
        message("processed", Duration.ofDays(300));

        var forgotten = retention.forget(Way.IN, clinic, YEAR);

        assertThat(forgotten).isEqualTo(2);
        assertThat(committed(() -> jdbc.sql(
                                "select status from openward.feed_message where length(raw) = 0 and forgotten_at is not null")
                        .query(String.class)
                        .list()))
                .containsExactlyInAnyOrder("processed", "discarded");
        assertThat(committed(() -> jdbc.sql("select count(*) from openward.feed_message")
                        .query(Integer.class)
                        .single()))
                .isEqualTo(7);
    }

    @Test
    void messages_of_another_clinic_are_not_touched() {
        message("processed", Duration.ofDays(400));

        var forgotten = retention.forget(Way.IN, Tenancy.aClinic(), YEAR);

        assertThat(forgotten).isZero();
        assertThat(committed(() -> jdbc.sql("select count(*) from openward.feed_message where length(raw) > 0")
                        .query(Integer.class)
                        .single()))
                .isEqualTo(1);
    }

    @Test
    void the_database_forgets_nothing_of_today_whoever_asks() {
        message("processed", Duration.ofHours(3));

        assertThatThrownBy(() -> retention.forget(Way.IN, clinic, Duration.ofHours(1)))
                .rootCause()
                .hasMessageContaining("kept for a day at least");
        assertThatThrownBy(() -> committed(() -> jdbc.sql("update openward.feed_message set forgotten_at = now()")
                        .update()))
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    @Test
    void for_ever_is_the_usual_time_and_a_day_the_shortest() {
        message("processed", Duration.ofDays(4000));

        retention(new FeedSettings(null), null).forgetOldMessages();

        assertThat(committed(() -> jdbc.sql("select count(*) from openward.feed_message where length(raw) > 0")
                        .query(Integer.class)
                        .single()))
                .isEqualTo(1);
        assertThatThrownBy(() -> new FeedSettings(Duration.ofHours(23))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void of_what_was_sent_only_what_was_taken_or_dropped_and_is_old_loses_its_bytes() {
        List.of("waiting", "sent", "dead", "dropped").forEach(status -> sentOut(status, Duration.ofDays(400)));
        sentOut("sent", Duration.ofDays(300));
        sentOut("sent", Duration.ofHours(3));

        var forgotten = retention.forget(Way.OUT, clinic, YEAR);

        assertThat(forgotten).isEqualTo(2);
        assertThat(retention.forget(Way.OUT, clinic, YEAR)).isZero();
        assertThat(committed(() -> jdbc.sql(
                                """
                                select status from openward.outbound_message
                                where length(raw) = 0 and acknowledgement is null and forgotten_at is not null""")
                        .query(String.class)
                        .list()))
                .containsExactlyInAnyOrder("sent", "dropped");
        assertThat(committed(() -> jdbc.sql("select count(*) from openward.outbound_message where length(raw) > 0")
                        .query(Integer.class)
                        .single()))
                .isEqualTo(4);
        assertThatThrownBy(() -> retention.forget(Way.OUT, clinic, Duration.ofHours(1)))
                .rootCause()
                .hasMessageContaining("kept for a day at least");
    }

    @Test
    void what_was_forgotten_cannot_be_put_in_line_again_and_the_server_cannot_change_bytes() {
        sentOut("sent", Duration.ofDays(400));
        retention.forget(Way.OUT, clinic, YEAR);

        assertThatThrownBy(() -> committed(() -> jdbc.sql("update openward.outbound_message set status = 'waiting'")
                        .update()))
                .rootCause()
                .hasMessageContaining("outbound_message_is_not_forgotten");
        assertThatThrownBy(() -> committed(() -> jdbc.sql("update openward.outbound_message set raw = 'x'::bytea")
                        .update()))
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    private void sentOut(String status, Duration age) {
        var at = Timestamp.from(Clock.systemUTC().instant().minus(age));
        committed(() -> jdbc.sql(
                        """
                        insert into openward.outbound_message (
                            tenant_id, destination_id, resource_type, resource_id, resource_version, message_type,
                            control_id, raw, acknowledgement, status, created_at, finished_at)
                        values (
                            :tenant, 'e1', 'Patient', 'p1', 1, 'ADT^A28', :id, :raw, :raw, :status, :at, :at)""")
                .param("tenant", clinic.value())
                .param("at", at)
                .param("id", status + age)
                .param("raw", "MSH|Rao^Asha".getBytes(StandardCharsets.UTF_8))
                .param("status", status)
                .update());
    }

    private Retention retention(FeedSettings settings, @Nullable Duration sent) {
        var retries = new DestinationSettings.Retries(Duration.ofSeconds(1), Duration.ofSeconds(1));
        var destinations =
                new DestinationSettings(Duration.ofSeconds(1), 1, Duration.ofSeconds(1), 1, retries, sent, Map.of());
        return new Retention(settings, destinations, TenantsForTests.register(), jdbc, Postgres.inTransaction());
    }

    private void message(String status, Duration age) {
        var at = Timestamp.from(Clock.systemUTC().instant().minus(age));
        committed(() -> jdbc.sql(
                        """
                        insert into openward.feed_message (
                            tenant_id, lane, received_at, listener_port, remote_address, sending_application,
                            sending_facility, sent_at, message_type, control_id, processing_id, version, character_set,
                            decoding, raw, sha256, acknowledgement, status, finished_at)
                        values (
                            :tenant, 'XN', :at, 2575, '192.0.2.7', 'XN', 'LAB', '', 'ORU^R01', :id, 'P', '2.5.1', '', '',
                            :raw, :raw, :raw, :status, :at)""")
                .param("tenant", clinic.value())
                .param("at", at)
                .param("id", status + age)
                .param("raw", "MSH|Rao^Asha".getBytes(StandardCharsets.UTF_8))
                .param("status", status)
                .update());
    }

    private <T> T committed(Supplier<T> work) {
        return Acting.as(
                Tenancy.aClerkOf(clinic), () -> Postgres.inTransaction().execute(status -> work.get()));
    }
}
