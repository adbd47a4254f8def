package org.openward.interfaceengine;

import java.sql.Timestamp;
import java.util.Locale;
import java.util.Optional;
import org.openward.interfaceengine.Arrival.Decision;
import org.openward.interfaceengine.FeedMessage.Bytes;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** The store of every message that ever arrived; works in the acting caller's tenant and the open transaction. */
@Component
class Feed {
    private final JdbcClient jdbc;

    Feed(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Stores a message, unless the very same one is there already: then only its coming again is noted. One that was refused is
     * judged anew each time, since what stood in its way may be gone; it is kept once for each reason.
     */
    Receipt keep(Arrival arrival) {
        var known = isRefused(arrival) ? taken(arrival) : Optional.<Receipt>empty();
        var number = known.isPresent() ? Optional.<Long>empty() : insert(arrival);
        if (number.isPresent()) {
            var kind = isControlIdReused(arrival) ? Receipt.Kind.REUSED_CONTROL_ID : Receipt.Kind.FIRST;
            return new Receipt(number.get(), kind, arrival.verdict().acknowledgement());
        }
        var first = known.or(() -> isRefused(arrival) ? refused(arrival) : taken(arrival))
                .orElseThrow();
        note(first.message(), arrival);
        return first;
    }

    private static boolean isRefused(Arrival arrival) {
        return arrival.verdict().decision() == Decision.REFUSED;
    }

    private Optional<Long> insert(Arrival arrival) {
        var statement = jdbc.sql(
                """
                insert into openward.feed_message (
                    tenant_id, lane, device_id, received_at, listener_port, remote_address, certificate_subject,
                    sending_application, sending_facility, sent_at, message_type, control_id, processing_id, version,
                    character_set, decoding, raw, sha256, acknowledgement, status, reason)
                values (
                    :tenant, :lane, :device, :receivedAt, :port, :address, :certificate,
                    :application, :facility, :sentAt, :type, :controlId, :processingId, :version,
                    :characterSet, :decoding, :raw, :sha256, :acknowledgement, :status, nullif(:reason, ''))
                on conflict do nothing
                returning id""");
        return header(identified(statement, arrival), arrival)
                .param("lane", arrival.lane())
                .param("receivedAt", Timestamp.from(arrival.receivedAt()))
                .param("port", arrival.sender().port())
                .param("address", arrival.sender().address())
                .param("certificate", arrival.sender().certificate())
                .param("decoding", arrival.decoding())
                .param("raw", arrival.raw().content())
                .param("acknowledgement", arrival.verdict().acknowledgement().content())
                .param("status", arrival.verdict().decision().name().toLowerCase(Locale.ROOT))
                .param("reason", arrival.verdict().reason())
                .query(Long.class)
                .optional();
    }

    /** The same message, if it was taken before. */
    private Optional<Receipt> taken(Arrival arrival) {
        return first(arrival, "status <> 'refused'");
    }

    /** The same message, if it was refused before for the same reason. */
    private Optional<Receipt> refused(Arrival arrival) {
        return first(arrival, "status = 'refused' and reason = :reason");
    }

    private Optional<Receipt> first(Arrival arrival, String fate) {
        var sql = "select id, acknowledgement from openward.feed_message where " + like(arrival)
                + " and sha256 = :sha256 and " + fate;
        return identified(jdbc.sql(sql), arrival)
                .param("reason", arrival.verdict().reason())
                .query((row, number) -> new Receipt(
                        row.getLong("id"), Receipt.Kind.DUPLICATE, new Bytes(row.getBytes("acknowledgement"))))
                .optional();
    }

    private boolean isControlIdReused(Arrival arrival) {
        var sql = "select exists (select from openward.feed_message where " + like(arrival)
                + " and sha256 <> :sha256 and status <> 'refused')";
        return !arrival.envelope().controlId().isEmpty()
                && identified(jdbc.sql(sql), arrival).query(Boolean.class).single();
    }

    /** By the columns with which its index begins; "is not distinct from" would read all messages of the tenant there. */
    private static String like(Arrival arrival) {
        return "tenant_id = :tenant and "
                + (arrival.device() == null ? "device_id is null" : "device_id = :device")
                + " and sending_application = :application and sending_facility = :facility"
                + " and sent_at = :sentAt and control_id = :controlId";
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

    /** What tells one message from another: its sender, its time and control id, and its content. */
    private static StatementSpec identified(StatementSpec statement, Arrival arrival) {
        return statement
                .param("tenant", arrival.tenant().value())
                .param("device", arrival.device())
                .param("application", arrival.envelope().application())
                .param("facility", arrival.envelope().facility())
                .param("sentAt", arrival.envelope().sentAt())
                .param("controlId", arrival.envelope().controlId())
                .param("sha256", arrival.sha256());
    }

    private static StatementSpec header(StatementSpec statement, Arrival arrival) {
        return statement
                .param("type", arrival.envelope().type())
                .param("processingId", arrival.envelope().processingId())
                .param("version", arrival.envelope().version())
                .param("characterSet", arrival.envelope().characterSet());
    }
}
