package org.openward.interfaceengine.astm;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.openward.interfaceengine.Sender;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The kept parts of messages that are not yet whole; works in the acting caller's tenant and the open transaction. */
@Component
class FeedParts {
    private static final String LEFT =
            """
            select message, lane, device_id, min(received_at) as begun, listener_port, remote_address,
                   certificate_subject, sending_application, count(*) as parts,
                   string_agg(content, ''::bytea order by number) as content
            from openward.feed_part
            where tenant_id = :tenant and %s
            group by message, lane, device_id, listener_port, remote_address, certificate_subject, sending_application
            having max(received_at) <= :silent or bool_or(broken) and max(received_at) <= :broken""";

    private final JdbcClient jdbc;

    FeedParts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A message that nobody continues, and what is there of it. */
    record Left(Unfinished message, String text) {}

    /** Keeps the next part; one that is there already comes again because nobody learnt that it was kept. */
    void keep(Unfinished message, String text, Instant at) {
        jdbc.sql(
                        """
                        insert into openward.feed_part (
                            tenant_id, message, number, lane, device_id, received_at, listener_port, remote_address,
                            certificate_subject, sending_application, content)
                        values (
                            :tenant, :message, :number, :lane, :device, :at, :port, :address, :certificate,
                            :application, :content)
                        on conflict (tenant_id, message, number) do nothing""")
                .param("tenant", tenant())
                .param("message", message.id())
                .param("number", message.parts())
                .param("lane", message.lane())
                .param("device", message.device())
                .param("at", Timestamp.from(at))
                .param("port", message.sender().port())
                .param("address", message.sender().address())
                .param("certificate", message.sender().certificate())
                .param("application", message.sender().application())
                .param("content", text.getBytes(StandardCharsets.ISO_8859_1))
                .update();
    }

    /** Whether there was anything to forget. */
    boolean forget(UUID message) {
        return jdbc.sql("delete from openward.feed_part where tenant_id = :tenant and message = :message")
                        .param("tenant", tenant())
                        .param("message", message)
                        .update()
                > 0;
    }

    /** Its line has ended before it did. */
    void broken(UUID message) {
        jdbc.sql("update openward.feed_part set broken = true where tenant_id = :tenant and message = :message")
                .param("tenant", tenant())
                .param("message", message)
                .update();
    }

    /**
     * What is left of messages of one analyzer.
     *
     * @param silentSince nothing came since then
     * @param brokenSince its line has ended, and nothing came since then
     */
    List<Left> leftOn(String lane, Instant silentSince, Instant brokenSince) {
        return jdbc.sql(LEFT.formatted("lane = :lane"))
                .param("tenant", tenant())
                .param("lane", lane)
                .param("silent", Timestamp.from(silentSince))
                .param("broken", Timestamp.from(brokenSince))
                .query((row, number) -> left(row))
                .list();
    }

    /** The tenants with parts of messages, whoever acts. */
    List<TenantId> tenants() {
        return jdbc.sql("select tenant from openward.tenants_with_parts_of_messages()")
                .query((row, number) -> new TenantId(row.getString("tenant")))
                .list();
    }

    /** What is left of messages of any analyzer. */
    List<Left> left(Instant silentSince, Instant brokenSince) {
        return jdbc.sql(LEFT.formatted("true"))
                .param("tenant", tenant())
                .param("silent", Timestamp.from(silentSince))
                .param("broken", Timestamp.from(brokenSince))
                .query((row, number) -> left(row))
                .list();
    }

    private static Left left(ResultSet row) throws SQLException {
        var sender = new Sender(
                row.getInt("listener_port"),
                address(row.getString("remote_address")),
                row.getString("certificate_subject"),
                row.getString("sending_application"),
                "");
        var message = new Unfinished(
                row.getObject("message", UUID.class),
                row.getString("lane"),
                row.getString("device_id"),
                sender,
                row.getTimestamp("begun").toInstant(),
                row.getInt("parts"));
        return new Left(message, new String(row.getBytes("content"), StandardCharsets.ISO_8859_1));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("The address of an open connection was written down", impossible);
        }
    }

    private static String tenant() {
        return Acting.tenant().value();
    }
}
