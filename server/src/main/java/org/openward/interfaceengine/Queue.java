package org.openward.interfaceengine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.FeedMessage.Bytes;
import org.openward.interfaceengine.FeedMessage.Status;
import org.openward.interfaceengine.Outcome.Filed;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The stored messages that wait for their turn; works in the acting caller's tenant and the open transaction. */
@Component
class Queue {
    private static final String MESSAGE =
            """
            select id, lane, device_id, raw, sending_application, sending_facility, sent_at, message_type, control_id,
                   processing_id, version, character_set, received_at, status, attempts, next_attempt_at, task_id
            from openward.feed_message
            where tenant_id = :tenant\s""";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JdbcClient jdbc;

    Queue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether this transaction has the lane for itself until it ends; another server may be at work on it. */
    boolean claim(String lane) {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended(:lane, 0))")
                .param("lane", lockName(lane))
                .query(Boolean.class)
                .single();
    }

    /** Waits until this transaction has the lane for itself. */
    void await(String lane) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:lane, 0))::text")
                .param("lane", lockName(lane))
                .query(String.class)
                .list();
    }

    /** The oldest message of the lane that waits; younger ones never overtake it. */
    Optional<FeedMessage> first(String lane) {
        return jdbc.sql(MESSAGE + "and lane = :lane and status = 'received' order by id limit 1")
                .param("tenant", tenant())
                .param("lane", lane)
                .query((row, number) -> message(row))
                .optional();
    }

    Optional<FeedMessage> find(long id) {
        return jdbc.sql(MESSAGE + "and id = :id")
                .param("tenant", tenant())
                .param("id", id)
                .query((row, number) -> message(row))
                .optional();
    }

    /** The message that the task asks help for. */
    Optional<FeedMessage> ofTask(String task) {
        return jdbc.sql(MESSAGE + "and task_id = :task")
                .param("tenant", tenant())
                .param("task", task)
                .query((row, number) -> message(row))
                .optional();
    }

    /** Why it waits for a person, as the server wrote it; a task may have been edited. */
    Optional<String> reason(long id) {
        return jdbc.sql("select reason from openward.feed_message where tenant_id = :tenant and id = :id")
                .param("tenant", tenant())
                .param("id", id)
                .query((row, number) -> Optional.ofNullable(row.getString("reason")))
                .single();
    }

    /** The tenants with messages that wait, whoever acts. */
    List<TenantId> tenantsWaiting() {
        return jdbc.sql("select tenant from openward.tenants_with_messages_to_file()")
                .query((row, number) -> new TenantId(row.getString("tenant")))
                .list();
    }

    /** The lanes whose oldest message may be filed now, with that message's age. */
    List<Backlog> waiting(Instant now) {
        return jdbc.sql(
                        """
                        select lane, received_at, attempts from (
                            select distinct on (lane) lane, received_at, next_attempt_at, attempts
                            from openward.feed_message
                            where tenant_id = :tenant and status = 'received'
                            order by lane, id) oldest
                        where next_attempt_at is null or next_attempt_at <= :now""")
                .param("tenant", tenant())
                .param("now", Timestamp.from(now))
                .query((row, number) -> new Backlog(
                        new Lane(Acting.tenant(), row.getString("lane")),
                        Duration.between(row.getTimestamp("received_at").toInstant(), now),
                        row.getInt("attempts")))
                .list();
    }

    void processed(long id, Filed filed, Instant at) {
        var remark = filed.onTheWhole();
        jdbc.sql(
                        """
                        update openward.feed_message
                        set status = 'processed', report_ids = string_to_array(:reports, ','),
                            record_refs = string_to_array(:records, ','), mapping_version = :mapping,
                            reason = :reason, detail = :detail, remarks = cast(:remarks as jsonb),
                            next_attempt_at = null, finished_at = :at
                        where tenant_id = :tenant and id = :id""")
                .param("tenant", tenant())
                .param("id", id)
                .param("reports", String.join(",", filed.reports()))
                .param("records", String.join(",", filed.records()))
                .param("mapping", filed.mapping())
                .param("reason", remark.map(Outcome.Remark::code).orElse(null))
                .param("detail", remark.map(Outcome.Remark::detail).orElse(null))
                .param("remarks", json(filed.remarks()))
                .param("at", Timestamp.from(at))
                .update();
    }

    private static String json(List<Outcome.Remark> remarks) {
        try {
            return JSON.writeValueAsString(remarks);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** It waits for a person, or was given up after repeated failures; either way the lane goes on. */
    void stopped(long id, Status status, String reason, String detail, String task) {
        jdbc.sql(
                        """
                        update openward.feed_message
                        set status = :status, reason = :reason, detail = :detail, task_id = :task, next_attempt_at = null
                        where tenant_id = :tenant and id = :id""")
                .param("tenant", tenant())
                .param("id", id)
                .param("status", status.name().toLowerCase(Locale.ROOT))
                .param("reason", reason)
                .param("detail", detail)
                .param("task", task)
                .update();
    }

    /** It is never filed; its bytes stay. */
    void discarded(long id, Instant at) {
        jdbc.sql(
                        """
                        update openward.feed_message
                        set status = 'discarded', next_attempt_at = null, finished_at = :at
                        where tenant_id = :tenant and id = :id""")
                .param("tenant", tenant())
                .param("id", id)
                .param("at", Timestamp.from(at))
                .update();
    }

    void postponed(long id, int attempts, Instant due, String reason) {
        jdbc.sql(
                        """
                        update openward.feed_message
                        set attempts = :attempts, next_attempt_at = :due, reason = :reason
                        where tenant_id = :tenant and id = :id and status = 'received'""")
                .param("tenant", tenant())
                .param("id", id)
                .param("attempts", attempts)
                .param("due", Timestamp.from(due))
                .param("reason", reason)
                .update();
    }

    private static FeedMessage message(ResultSet row) throws SQLException {
        return new FeedMessage(
                row.getLong("id"),
                row.getString("lane"),
                row.getString("device_id"),
                new Bytes(row.getBytes("raw")),
                envelope(row),
                row.getTimestamp("received_at").toInstant(),
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getInt("attempts"),
                instant(row.getTimestamp("next_attempt_at")),
                row.getString("task_id"));
    }

    private static Envelope envelope(ResultSet row) throws SQLException {
        return new Envelope(
                row.getString("sending_application"),
                row.getString("sending_facility"),
                row.getString("sent_at"),
                row.getString("message_type"),
                row.getString("control_id"),
                row.getString("processing_id"),
                row.getString("version"),
                row.getString("character_set"));
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static String tenant() {
        return Acting.tenant().value();
    }

    private static String lockName(String lane) {
        return "feed/" + tenant() + "/" + lane;
    }

    /**
     * A lane with messages that wait, the oldest for that long.
     *
     * @param attempts how often the oldest was tried and failed
     */
    record Backlog(Lane lane, Duration age, int attempts) {
        /** How long the oldest messages wait that nobody has tried to file yet: a failure passes no sooner because all hurry. */
        static Map<Lane, Duration> notTried(List<Backlog> backlogs) {
            return backlogs.stream()
                    .filter(backlog -> backlog.attempts == 0)
                    .collect(Collectors.toMap(Backlog::lane, Backlog::age));
        }
    }
}
