package org.openward.interfaceengine.outbound;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.changes.Change;
import org.openward.hl7v2.writing.WrittenMessage;
import org.openward.interfaceengine.outbound.Destinations.Destination;
import org.openward.interfaceengine.outbound.OutboundMessage.About;
import org.openward.interfaceengine.outbound.OutboundMessage.Bytes;
import org.openward.interfaceengine.outbound.OutboundMessage.Status;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Every message that was written for a destination; works in the acting caller's tenant and the open transaction. */
@Component
class OutboundMessages {
    private static final String MESSAGE =
            """
            select id, destination_id, resource_type, resource_id, resource_version, patient_id, message_type, control_id,
                raw, status, task_id, rights_version
            from openward.outbound_message where tenant_id = :tenant\s""";

    /** Bytes may be long, and whether there are any is enough. */
    private static final String WITHOUT_BYTES =
            """
            select id, destination_id, resource_type, resource_id, resource_version, patient_id, message_type, control_id,
                case when raw is not null and forgotten_at is null then ''::bytea end as raw, status, task_id,
                rights_version
            from openward.outbound_message where tenant_id = :tenant and destination_id = :destination\s""";

    private final JdbcClient jdbc;

    OutboundMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** It waits for its turn behind all that were written for the destination before. */
    void add(Destination destination, Change change, @Nullable String patient, WrittenMessage message) {
        insert(destination, change, patient, message.type(), message.controlId(), message.bytes());
    }

    /** A message that could not be written. */
    OutboundMessage addUnwritten(
            Destination destination, Change change, @Nullable String patient, String type, String controlId) {
        return insert(destination, change, patient, type, controlId, null);
    }

    private OutboundMessage insert(
            Destination destination,
            Change change,
            @Nullable String patient,
            String type,
            String controlId,
            byte @Nullable [] raw) {
        return jdbc.sql(
                        """
                        insert into openward.outbound_message (tenant_id, destination_id, resource_type, resource_id,
                            resource_version, patient_id, message_type, control_id, raw, status, rights_version)
                        values (:tenant, :destination, :resourceType, :resourceId, :version, :patient, :type, :controlId,
                            :raw, :status, :rights)
                        returning id, destination_id, resource_type, resource_id, resource_version, patient_id,
                            message_type, control_id, raw, status, task_id, rights_version""")
                .param("tenant", tenant())
                .param("destination", destination.id())
                .param("resourceType", change.type())
                .param("resourceId", change.id())
                .param("version", change.version())
                .param("patient", patient)
                .param("type", type)
                .param("controlId", controlId)
                .param("raw", raw)
                .param("status", raw == null ? "dead" : "waiting")
                .param("rights", destination.rights())
                .query((row, number) -> message(row))
                .single();
    }

    /** The oldest message that waits for the destination; younger ones never overtake it. */
    Optional<OutboundMessage> first(String destination) {
        return jdbc.sql(MESSAGE + "and destination_id = :destination and status = 'waiting' order by id limit 1")
                .param("tenant", tenant())
                .param("destination", destination)
                .query((row, number) -> message(row))
                .optional();
    }

    /** The message for whose sake that Task was written, for the open transaction alone. */
    Optional<OutboundMessage> ofTask(String task) {
        return jdbc.sql(MESSAGE + "and task_id = :task for update")
                .param("tenant", tenant())
                .param("task", task)
                .query((row, number) -> message(row))
                .optional();
    }

    /** The messages that are named, without their bytes and for the open transaction alone, in the order in which they are sent. */
    List<OutboundMessage> named(String destination, ResendMessages asked) {
        return jdbc.sql(
                        WITHOUT_BYTES
                                + """
                        and (id = any (cast(string_to_array(:numbers, ',') as bigint[]))
                            or control_id = any (string_to_array(:controlIds, chr(10))))
                        order by id for update""")
                .param("tenant", tenant())
                .param("destination", destination)
                .param("numbers", asked.numbers().stream().map(String::valueOf).collect(Collectors.joining(",")))
                .param("controlIds", String.join("\n", asked.controlIds()))
                .query((row, number) -> message(row))
                .list();
    }

    /** Those of the period that went or were refused, as {@link #named}; one more than can be sent again at once. */
    List<OutboundMessage> ofPeriod(String destination, ResendMessages asked) {
        return jdbc.sql(
                        WITHOUT_BYTES
                                + """
                                and created_at >= :from and created_at < coalesce(cast(:to as timestamptz), now())
                                and status in ('dead', 'sent')
                                and (cast(:status as text) is null or status = :status)
                                order by id limit :most for update""")
                .param("tenant", tenant())
                .param("destination", destination)
                .param("from", timestamp(asked.from()))
                .param("to", timestamp(asked.to()))
                .param("status", asked.status())
                .param("most", ResendMessages.MOST + 1)
                .query((row, number) -> message(row))
                .list();
    }

    /**
     * Whether it waits to be sent still, and stays so until the transaction ends: who erases its patient meanwhile has to wait, or was faster.
     */
    boolean waits(OutboundMessage message) {
        return jdbc.sql(
                        """
                        select id from openward.outbound_message
                        where tenant_id = :tenant and id = :id and status = 'waiting' for update""")
                .param("tenant", tenant())
                .param("id", message.id())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    void sent(OutboundMessage message, byte[] acknowledgement, Instant at) {
        jdbc.sql(
                        """
                        update openward.outbound_message
                        set status = 'sent', acknowledgement = :acknowledgement, detail = null, finished_at = :at,
                            attempts = attempts + 1
                        where tenant_id = :tenant and id = :id and status = 'waiting'""")
                .param("acknowledgement", acknowledgement)
                .param("at", Timestamp.from(at))
                .param("tenant", tenant())
                .param("id", message.id())
                .update();
    }

    /**
     * The receiver does not take it, or it could not be written; the others go on. No for one that was dropped meanwhile, as its patient was erased:
     * nobody comes back to it.
     */
    boolean dead(OutboundMessage message, byte @Nullable [] acknowledgement, String detail, String task, Instant at) {
        return jdbc.sql(
                                """
                        update openward.outbound_message
                        set status = 'dead', acknowledgement = :acknowledgement, detail = :detail, task_id = :task,
                            finished_at = :at, attempts = attempts + 1
                        where tenant_id = :tenant and id = :id and status in ('waiting', 'dead')""")
                        .param("acknowledgement", acknowledgement)
                        .param("detail", detail)
                        .param("task", task)
                        .param("at", Timestamp.from(at))
                        .param("tenant", tenant())
                        .param("id", message.id())
                        .update()
                > 0;
    }

    /** It was sent and not answered. */
    void unanswered(OutboundMessage message) {
        jdbc.sql("update openward.outbound_message set attempts = attempts + 1 where tenant_id = :tenant and id = :id")
                .param("tenant", tenant())
                .param("id", message.id())
                .update();
    }

    /** It is sent again, in the same bytes; what waits already is not touched. */
    void again(OutboundMessage message) {
        jdbc.sql(
                        """
                        update openward.outbound_message set status = 'waiting', finished_at = null
                        where tenant_id = :tenant and id = :id and status in ('dead', 'sent')""")
                .param("tenant", tenant())
                .param("id", message.id())
                .update();
    }

    /** What waits for that destination is never sent. */
    void drop(String destination) {
        jdbc.sql(
                        """
                        update openward.outbound_message set status = 'dropped', finished_at = clock_timestamp()
                        where tenant_id = :tenant and destination_id = :destination and status = 'waiting'""")
                .param("tenant", tenant())
                .param("destination", destination)
                .update();
    }

    /**
     * What waits for one destination.
     *
     * @param failingSince since when its receiver has not answered
     */
    record Backlog(
            DestinationKey destination, long waiting, @Nullable Instant oldest, @Nullable Instant failingSince) {}

    /** What waits for each destination of all tenants, whoever acts. */
    List<Backlog> waiting() {
        return jdbc.sql("select tenant, id, waiting, oldest, failing_since from openward.outbound_waiting()")
                .query((row, number) -> new Backlog(
                        new DestinationKey(new TenantId(row.getString("tenant")), row.getString("id")),
                        row.getLong("waiting"),
                        instant(row.getTimestamp("oldest")),
                        instant(row.getTimestamp("failing_since"))))
                .list();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static OutboundMessage message(ResultSet row) throws SQLException {
        var raw = row.getBytes("raw");
        return new OutboundMessage(
                row.getLong("id"),
                row.getString("destination_id"),
                new About(
                        row.getString("resource_type"), row.getString("resource_id"), row.getLong("resource_version")),
                row.getString("patient_id"),
                row.getString("message_type"),
                row.getString("control_id"),
                raw == null ? null : new Bytes(raw),
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getString("task_id"),
                row.getLong("rights_version"));
    }

    private static String tenant() {
        return Acting.tenant().value();
    }
}
