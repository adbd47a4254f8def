package org.openward.interfaceengine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.Arrival.Decision;
import org.openward.interfaceengine.FeedMessage.Bytes;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** The store of every message that ever arrived; works in the acting caller's tenant and the open transaction. */
@Component
class Feed {
    /** Messages as arrays, one for each column, in the order in which they are numbered. */
    private static final String INSERT =
            """
            insert into openward.feed_message as kept (
                tenant_id, lane, device_id, received_at, listener_port, remote_address, certificate_subject,
                sending_application, sending_facility, sent_at, message_type, control_id, processing_id, version,
                character_set, decoding, raw, sha256, acknowledgement, status, reason)
            select :tenant, lane, device, cast(received_at as timestamptz), port, address, certificate,
                application, facility, sent_at, type, control_id, processing_id, version,
                character_set, decoding, raw, sha256, acknowledgement, status, nullif(reason, '')
            from unnest(
                cast(:lane as text[]), cast(:device as text[]), cast(:receivedAt as text[]),
                cast(:port as integer[]), cast(:address as text[]), cast(:certificate as text[]),
                cast(:application as text[]), cast(:facility as text[]), cast(:sentAt as text[]),
                cast(:type as text[]), cast(:controlId as text[]), cast(:processingId as text[]),
                cast(:version as text[]), cast(:characterSet as text[]), cast(:decoding as text[]),
                cast(:raw as bytea[]), cast(:sha256 as bytea[]), cast(:acknowledgement as bytea[]),
                cast(:status as text[]), cast(:reason as text[])) with ordinality
                as arrived (lane, device, received_at, port, address, certificate, application, facility,
                sent_at, type, control_id, processing_id, version, character_set, decoding, raw, sha256,
                acknowledgement, status, reason, number)
            order by number
            on conflict do nothing
            returning id, device_id, sending_application, sending_facility, sent_at, control_id, sha256,
                acknowledgement, control_id <> '' and case when device_id is null then exists (
                    select 1 from openward.feed_message other
                    where other.tenant_id = kept.tenant_id and other.device_id is null
                      and other.sending_application = kept.sending_application
                      and other.sending_facility = kept.sending_facility and other.sent_at = kept.sent_at
                      and other.control_id = kept.control_id and other.sha256 <> kept.sha256
                      and other.status <> 'refused')
                else exists (
                    select 1 from openward.feed_message other
                    where other.tenant_id = kept.tenant_id and other.device_id = kept.device_id
                      and other.sending_application = kept.sending_application
                      and other.sending_facility = kept.sending_facility and other.sent_at = kept.sent_at
                      and other.control_id = kept.control_id and other.sha256 <> kept.sha256
                      and other.status <> 'refused')
                end as reused""";

    private static final String TAKEN = "status <> 'refused'";
    private static final String REFUSED = "status = 'refused' and reason = :reason";

    private final JdbcClient jdbc;

    Feed(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Stores a message, unless the very same one is there already: then only its coming again is noted. One that was refused is
     * judged anew each time, since what stood in its way may be gone; it is kept once for each reason.
     */
    Receipt keep(Arrival arrival) {
        return keep(List.of(arrival)).get(0);
    }

    /** Stores messages; those that are taken get their numbers in this order. */
    List<Receipt> keep(List<Arrival> arrivals) {
        var taken =
                insert(arrivals.stream().filter(arrival -> !isRefused(arrival)).toList());
        return arrivals.stream()
                .map(arrival -> isRefused(arrival)
                        ? keepRefused(arrival)
                        : Optional.ofNullable(taken.remove(Identity.of(arrival)))
                                .orElseGet(() -> again(arrival, TAKEN).orElseThrow()))
                .toList();
    }

    private Receipt keepRefused(Arrival arrival) {
        return again(arrival, TAKEN)
                .or(() -> insert(List.of(arrival)).values().stream()
                        .findFirst()
                        .or(() -> again(arrival, REFUSED))
                        .map(Receipt::refused))
                .orElseThrow();
    }

    private static boolean isRefused(Arrival arrival) {
        return arrival.verdict().decision() == Decision.REFUSED;
    }

    /** In one statement, however many they are: the round trips are what a group of messages would wait for. */
    private Map<Identity, Receipt> insert(List<Arrival> arrivals) {
        Map<Identity, Receipt> kept = new HashMap<>();
        if (arrivals.isEmpty()) {
            return kept;
        }
        // The statement does not see its own rows, so what shares a control id within it is told here.
        Set<Identity> named = new HashSet<>();
        Columns.of(arrivals)
                .fill(jdbc.sql(INSERT))
                .query((row, number) -> {
                    var identity = Identity.of(row);
                    var isReused = !named.add(identity.withoutContent()) && !identity.controlId.isEmpty();
                    return kept.put(identity, receipt(row, isReused || row.getBoolean("reused")));
                })
                .list();
        return kept;
    }

    private static Receipt receipt(ResultSet row, boolean isReused) throws SQLException {
        return new Receipt(
                row.getLong("id"),
                isReused ? Receipt.Kind.REUSED_CONTROL_ID : Receipt.Kind.FIRST,
                new Bytes(row.getBytes("acknowledgement")));
    }

    /** Notes that the very same message was there before with that fate, if it was. */
    private Optional<Receipt> again(Arrival arrival, String fate) {
        var identity = Identity.of(arrival);
        // PostgreSQL finds this by index, however many messages there are; IS NOT DISTINCT FROM it would not.
        var device = identity.device == null ? "device_id is null" : "device_id = :device";
        var first = jdbc.sql(
                        """
                        select id, acknowledgement from openward.feed_message
                        where tenant_id = :tenant and %s
                          and sending_application = :application and sending_facility = :facility
                          and sent_at = :sentAt and control_id = :controlId and sha256 = :sha256 and %s"""
                                .formatted(device, fate))
                .param("tenant", arrival.tenant().value())
                .param("device", identity.device)
                .param("application", identity.application)
                .param("facility", identity.facility)
                .param("sentAt", identity.sentAt)
                .param("controlId", identity.controlId)
                .param("sha256", arrival.sha256())
                .param("reason", arrival.verdict().reason())
                .query((row, number) -> new Receipt(
                        row.getLong("id"), Receipt.Kind.DUPLICATE, new Bytes(row.getBytes("acknowledgement"))))
                .optional();
        first.ifPresent(receipt -> note(receipt.message(), arrival));
        return first;
    }

    private void note(long message, Arrival again) {
        jdbc.sql(
                        """
                        insert into openward.feed_duplicate (tenant_id, message_id, received_at, remote_address)
                        values (:tenant, :message, :receivedAt, :address)""")
                .param("tenant", again.tenant().value())
                .param("message", message)
                .param("receivedAt", Timestamp.from(again.receivedAt()))
                .param("address", again.sender().address())
                .update();
    }

    /** What tells one message of a tenant from another: its sender, its time and control id, and its content. */
    private record Identity(
            @Nullable String device,
            String application,
            String facility,
            String sentAt,
            String controlId,
            String sha256) {
        static Identity of(Arrival arrival) {
            var envelope = arrival.envelope();
            return new Identity(
                    arrival.device(),
                    envelope.application(),
                    envelope.facility(),
                    envelope.sentAt(),
                    envelope.controlId(),
                    HexFormat.of().formatHex(arrival.sha256()));
        }

        /** The same for all messages that go by that control id. */
        Identity withoutContent() {
            return new Identity(device, application, facility, sentAt, controlId, "");
        }

        static Identity of(ResultSet row) throws SQLException {
            return new Identity(
                    row.getString("device_id"),
                    row.getString("sending_application"),
                    row.getString("sending_facility"),
                    row.getString("sent_at"),
                    row.getString("control_id"),
                    HexFormat.of().formatHex(row.getBytes("sha256")));
        }
    }

    /** Messages of one tenant as arrays, one for each column. */
    private static final class Columns {
        private final List<Arrival> arrivals;

        private Columns(List<Arrival> arrivals) {
            this.arrivals = arrivals;
        }

        static Columns of(List<Arrival> arrivals) {
            return new Columns(arrivals);
        }

        StatementSpec fill(StatementSpec statement) {
            return header(statement)
                    .param("tenant", arrivals.get(0).tenant().value())
                    .param("lane", texts(Arrival::lane))
                    .param("device", texts(Arrival::device))
                    .param("receivedAt", texts(arrival -> arrival.receivedAt().toString()))
                    .param(
                            "port",
                            arrivals.stream()
                                    .mapToInt(arrival -> arrival.sender().port())
                                    .toArray())
                    .param("address", texts(arrival -> arrival.sender().address()))
                    .param("certificate", texts(arrival -> arrival.sender().certificate()))
                    .param("decoding", texts(Arrival::decoding))
                    .param("raw", bytes(arrival -> arrival.raw().content()))
                    .param("sha256", bytes(Arrival::sha256))
                    .param(
                            "acknowledgement",
                            bytes(arrival -> arrival.verdict().acknowledgement().content()))
                    .param(
                            "status",
                            texts(arrival -> arrival.verdict().decision().name().toLowerCase(Locale.ROOT)))
                    .param("reason", texts(arrival -> arrival.verdict().reason()));
        }

        private StatementSpec header(StatementSpec statement) {
            return statement
                    .param("application", texts(arrival -> arrival.envelope().application()))
                    .param("facility", texts(arrival -> arrival.envelope().facility()))
                    .param("sentAt", texts(arrival -> arrival.envelope().sentAt()))
                    .param("type", texts(arrival -> arrival.envelope().type()))
                    .param("controlId", texts(arrival -> arrival.envelope().controlId()))
                    .param("processingId", texts(arrival -> arrival.envelope().processingId()))
                    .param("version", texts(arrival -> arrival.envelope().version()))
                    .param("characterSet", texts(arrival -> arrival.envelope().characterSet()));
        }

        private @Nullable String[] texts(Function<Arrival, @Nullable String> column) {
            return arrivals.stream().map(column).toArray(String[]::new);
        }

        private byte[][] bytes(Function<Arrival, byte[]> column) {
            return arrivals.stream().map(column).toArray(byte[][]::new);
        }
    }
}
