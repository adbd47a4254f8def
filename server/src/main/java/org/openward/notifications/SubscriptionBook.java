package org.openward.notifications;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openward.notifications.outbox.SubscriptionKey;
import org.openward.notifications.terms.Terms;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The terms of every subscription and how far its receiver has come; works in the acting caller's tenant and the open
 * transaction, and by the database's clock, which all server processes share.
 */
@Component
class SubscriptionBook {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENTRY = "select id, status, terms, events, delivered from openward.subscription ";

    private final JdbcClient jdbc;

    SubscriptionBook(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A subscription as the book has it.
     *
     * @param events how many it has had
     * @param delivered how many of them its receiver has acknowledged
     */
    record Entry(String id, String status, Terms terms, long events, long delivered) {}

    /** A subscription whose delivery one worker has for itself for a while. */
    record Claimed(String lease, Entry entry, int attempts, Duration failingFor) {}

    /** What becomes of events that wait when the terms change. */
    enum Waiting {
        STAYS,
        IS_DROPPED
    }

    /** Whoever changes what subscriptions there are says so, once for each transaction. */
    private void turnPage() {
        jdbc.sql(
                        """
                        insert into openward.subscription_book (tenant_id, generation) values (:tenant, 1)
                        on conflict (tenant_id) do update set generation = subscription_book.generation + 1""")
                .param("tenant", tenant())
                .update();
    }

    /** Writes the terms of a subscription that a client has stored; it begins to be heard when it is activated. */
    void enter(String id, String status, Terms terms, @Nullable Instant end, Waiting waiting) {
        jdbc.sql(
                        """
                        insert into openward.subscription as s
                            (tenant_id, id, resource_type, channel, status, terms, ends_at)
                        values (:tenant, :id, :type, :channel, :status, :terms, :end)
                        on conflict (tenant_id, id) do update set
                            resource_type = excluded.resource_type, channel = excluded.channel, status = excluded.status,
                            terms = excluded.terms, ends_at = excluded.ends_at,
                            delivered = case when :stays then s.delivered else s.events end, attempts = 0,
                            failing_since = null, next_attempt_at = null, known_at = null, heartbeat_at = null,
                            lease = null, leased_until = null""")
                .param("tenant", tenant())
                .param("id", id)
                .param("type", terms.type())
                .param("channel", terms.channel().kind().written())
                .param("status", status)
                .param("terms", written(terms))
                .param("end", end == null ? null : Timestamp.from(end))
                .param("stays", waiting == Waiting.STAYS)
                .update();
        turnPage();
    }

    void remove(String id) {
        jdbc.sql("delete from openward.subscription where tenant_id = :tenant and id = :id")
                .param("tenant", tenant())
                .param("id", id)
                .update();
        turnPage();
    }

    Optional<Entry> find(String id) {
        return jdbc.sql(ENTRY + "where tenant_id = :tenant and id = :id")
                .param("tenant", tenant())
                .param("id", id)
                .query((row, number) -> entry(row))
                .optional();
    }

    /** How many events each of these active subscriptions has had. */
    Map<String, Long> events(Collection<String> ids) {
        return jdbc
                .sql(
                        """
                        select id, events from openward.subscription
                        where tenant_id = :tenant and status = 'active' and id = any (string_to_array(:ids, ','))""")
                .param("tenant", tenant())
                .param("ids", String.join(",", ids))
                .query((row, number) -> Map.entry(row.getString("id"), row.getLong("events")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Every subscription of the tenant, up to that many. */
    List<Entry> all(int most) {
        return jdbc.sql(ENTRY + "where tenant_id = :tenant order by id limit :most")
                .param("tenant", tenant())
                .param("most", most)
                .query((row, number) -> entry(row))
                .list();
    }

    List<Entry> active() {
        return jdbc.sql(ENTRY + "where tenant_id = :tenant and status = 'active'")
                .param("tenant", tenant())
                .query((row, number) -> entry(row))
                .list();
    }

    /** Grows with each change of the tenant's subscriptions. */
    long generation() {
        return jdbc.sql("select generation from openward.subscription_book where tenant_id = :tenant")
                .param("tenant", tenant())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** Something to do with one subscription. */
    record Work(SubscriptionKey subscription, Task task) {}

    /** What there is to do with a subscription. */
    enum Task {
        DELIVER,
        ACTIVATE,
        HEARTBEAT,
        END
    }

    /** What is due in all tenants, whoever acts. */
    List<Work> due(int most) {
        return jdbc.sql("select tenant, id, work from openward.subscriptions_due(:most)")
                .param("most", most)
                .query((row, number) -> new Work(
                        new SubscriptionKey(new TenantId(row.getString("tenant")), row.getString("id")),
                        Task.valueOf(row.getString("work").toUpperCase(Locale.ROOT))))
                .list();
    }

    /** What waits in all tenants, whoever acts. */
    List<NotificationMetrics.Backlog> waiting() {
        return jdbc.sql("select tenant, channel, waiting, oldest from openward.subscriptions_waiting()")
                .query((row, number) -> new NotificationMetrics.Backlog(
                        new TenantId(row.getString("tenant")),
                        row.getString("channel"),
                        row.getLong("waiting"),
                        instant(row.getTimestamp("oldest"))))
                .list();
    }

    /** The tenants that have, or had, subscriptions, whoever acts. */
    List<TenantId> tenants() {
        return jdbc.sql("select tenant from openward.subscription_books()")
                .query((row, number) -> new TenantId(row.getString("tenant")))
                .list();
    }

    /** From now on it takes that long until all server processes know of it. */
    void nowBeingLearnt(String id, Duration time) {
        jdbc.sql(
                        """
                        update openward.subscription set known_at = clock_timestamp() + :millis * interval '1 ms'
                        where tenant_id = :tenant and id = :id and status = 'requested' and known_at is null""")
                .param("tenant", tenant())
                .param("id", id)
                .param("millis", time.toMillis())
                .update();
    }

    /**
     * Whether all know of it, and no transaction is open any more that began before all knew: such a one may have looked
     * into the book of interests too early.
     */
    boolean isKnownToAll(String id) {
        return jdbc.sql(
                        """
                        select exists (
                            select from openward.subscription s
                            where s.tenant_id = :tenant and s.id = :id and s.status = 'requested'
                                and s.known_at <= clock_timestamp()
                                and not exists (
                                    select from pg_stat_activity a
                                    where a.datname = current_database() and a.pid <> pg_backend_pid()
                                        and a.xact_start < s.known_at))""")
                .param("tenant", tenant())
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /** Whether it was asked for and is active now. */
    boolean activate(String id, int heartbeat) {
        return changed(jdbc.sql(
                        """
                        update openward.subscription
                        set status = 'active', attempts = 0, failing_since = null, next_attempt_at = null,
                            heartbeat_at = case when :heartbeat > 0
                                then clock_timestamp() + :heartbeat * interval '1 s' end
                        where tenant_id = :tenant and id = :id and status = 'requested'""")
                .param("heartbeat", heartbeat)
                .param("tenant", tenant())
                .param("id", id)
                .update());
    }

    /** Whether it was at work, or asked for, and has that status now. */
    boolean stop(String id, String status) {
        return changed(jdbc.sql(
                        """
                        update openward.subscription set status = :status, lease = null, leased_until = null
                        where tenant_id = :tenant and id = :id and status in ('active', 'requested')""")
                .param("status", status)
                .param("tenant", tenant())
                .param("id", id)
                .update());
    }

    /** Begins again after that event; a subscription that was stopped is asked for anew. */
    void rewind(String id, long after) {
        jdbc.sql(
                        """
                        update openward.subscription
                        set delivered = :after, attempts = 0, failing_since = null, next_attempt_at = null,
                            known_at = case when status = 'error' then null else known_at end,
                            status = case when status = 'error' then 'requested' else status end,
                            lease = null, leased_until = null
                        where tenant_id = :tenant and id = :id and status in ('active', 'error')""")
                .param("after", after)
                .param("tenant", tenant())
                .param("id", id)
                .update();
        turnPage();
    }

    private boolean changed(int rows) {
        if (rows == 1) {
            turnPage();
        }
        return rows == 1;
    }

    /** Takes the subscription for one worker, if it has that status and no other worker has it. */
    Optional<Claimed> claim(String id, String status, String lease, Duration span) {
        return jdbc.sql(
                        """
                        update openward.subscription
                        set lease = :lease, leased_until = clock_timestamp() + :span * interval '1 ms'
                        where tenant_id = :tenant and id = :id and status = :status
                            and (status = 'requested' or channel <> 'websocket')
                            and (leased_until is null or leased_until < clock_timestamp())
                            and (next_attempt_at is null or next_attempt_at <= clock_timestamp())
                        returning id, status, terms, events, delivered, attempts,
                            extract(epoch from clock_timestamp() - failing_since) as failing""")
                .param("lease", lease)
                .param("span", span.toMillis())
                .param("tenant", tenant())
                .param("id", id)
                .param("status", status)
                .query((row, number) -> new Claimed(
                        lease, entry(row), row.getInt("attempts"), Duration.ofSeconds(row.getLong("failing"))))
                .optional();
    }

    /** The receiver has acknowledged all up to that event; whether the worker still has the subscription for itself. */
    boolean acknowledged(Claimed claimed, long upTo, Duration span) {
        return jdbc.sql(
                                """
                                update openward.subscription
                                set delivered = :upTo, attempts = 0, failing_since = null, next_attempt_at = null,
                                    leased_until = clock_timestamp() + :span * interval '1 ms',
                                    heartbeat_at = case when :heartbeat > 0
                                        then clock_timestamp() + :heartbeat * interval '1 s' end
                                where tenant_id = :tenant and id = :id and lease = :lease and status = 'active'""")
                        .param("upTo", upTo)
                        .param("span", span.toMillis())
                        .param("heartbeat", claimed.entry().terms().channel().heartbeat())
                        .param("tenant", tenant())
                        .param("id", claimed.entry().id())
                        .param("lease", claimed.lease())
                        .update()
                == 1;
    }

    /** The receiver did not acknowledge; it is tried again after that time. */
    void failed(Claimed claimed, Duration wait) {
        jdbc.sql(
                        """
                        update openward.subscription
                        set attempts = attempts + 1, failing_since = coalesce(failing_since, clock_timestamp()),
                            next_attempt_at = clock_timestamp() + :wait * interval '1 ms',
                            heartbeat_at = case when heartbeat_at is not null
                                then clock_timestamp() + :wait * interval '1 ms' end,
                            lease = null, leased_until = null
                        where tenant_id = :tenant and id = :id and lease = :lease""")
                .param("wait", wait.toMillis())
                .param("tenant", tenant())
                .param("id", claimed.entry().id())
                .param("lease", claimed.lease())
                .update();
    }

    void release(Claimed claimed) {
        jdbc.sql(
                        """
                        update openward.subscription set lease = null, leased_until = null
                        where tenant_id = :tenant and id = :id and lease = :lease""")
                .param("tenant", tenant())
                .param("id", claimed.entry().id())
                .param("lease", claimed.lease())
                .update();
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("id"),
                row.getString("status"),
                read(row.getString("terms")),
                row.getLong("events"),
                row.getLong("delivered"));
    }

    private static String written(Terms terms) {
        try {
            return JSON.writeValueAsString(terms);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Terms read(String terms) {
        try {
            return JSON.readValue(terms, Terms.class);
        } catch (JsonProcessingException impossible) {
            // Without the cause, whose text would quote the secrets.
            throw new IllegalStateException("The terms of a subscription cannot be read.");
        }
    }

    private static String tenant() {
        return Acting.tenant().value();
    }
}
