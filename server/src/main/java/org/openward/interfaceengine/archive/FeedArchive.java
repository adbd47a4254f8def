package org.openward.interfaceengine.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openward.interfaceengine.Outcome.Remark;
import org.openward.interfaceengine.archive.ListedMessage.Fate;
import org.openward.interfaceengine.archive.ListedMessage.Header;
import org.openward.interfaceengine.archive.ListedMessage.Raw;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** Every message that arrived in the acting caller's tenant, to be read. */
@Component
class FeedArchive {
    private static final String FILTER =
            """
            from openward.feed_message message
            where tenant_id = :tenant and received_at >= :from and received_at < :to
              and (cast(:device as text) is null or device_id = :device)
              and (cast(:status as text) is null or status = :status)
              and (cast(:remark as text) is null
                or remarks @> jsonb_build_array(jsonb_build_object('code', cast(:remark as text))))\s""";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Remark>> REMARKS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    FeedArchive(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    MessageList list(ListMessages asked, Instant now) {
        var found = page(asked, now);
        var messages = found.size() > asked.most() ? found.subList(0, asked.most()) : found;
        var isLast = found.size() <= asked.most();
        return new MessageList(
                counts(asked, now),
                messages,
                isLast ? null : messages.get(messages.size() - 1).number());
    }

    private Map<String, Long> counts(ListMessages asked, Instant now) {
        Map<String, Long> counts = new HashMap<>();
        filtered("select status, count(*) as number " + FILTER + "group by status", asked, now)
                .query(row -> {
                    counts.put(row.getString("status"), row.getLong("number"));
                });
        return counts;
    }

    /** One more than asked for, so that it is known whether there is a next page. */
    private List<ListedMessage> page(ListMessages asked, Instant now) {
        var sql =
                """
                select id, received_at, lane, device_id, message_type, control_id, sent_at, status, reason, detail,
                       task_id, report_ids, record_refs, remarks, case when :raw then raw else ''::bytea end as content,
                       (select count(*) from openward.feed_duplicate again where again.message_id = message.id) as repeats
                """;
        return filtered(
                        sql + FILTER
                                + "and (cast(:before as bigint) is null or id < :before) order by id desc limit :most",
                        asked,
                        now)
                .param("before", asked.before())
                .param("raw", asked.raw())
                .param("most", asked.most() + 1)
                .query((row, number) -> message(row))
                .list();
    }

    private StatementSpec filtered(String sql, ListMessages asked, Instant now) {
        return jdbc.sql(sql)
                .param("tenant", Acting.tenant().value())
                .param("from", Timestamp.from(asked.begin(now)))
                .param("to", Timestamp.from(asked.to() == null ? now.plusSeconds(1) : asked.to()))
                .param("device", asked.device())
                .param("status", asked.status())
                .param("remark", asked.remark());
    }

    private static ListedMessage message(ResultSet row) throws SQLException {
        return new ListedMessage(
                row.getLong("id"),
                row.getTimestamp("received_at").toInstant(),
                row.getString("lane"),
                row.getString("device_id"),
                new Header(row.getString("message_type"), row.getString("control_id"), row.getString("sent_at")),
                new Fate(
                        row.getString("status"),
                        row.getString("reason"),
                        row.getString("detail"),
                        row.getString("task_id"),
                        texts(row.getArray("report_ids")),
                        texts(row.getArray("record_refs")),
                        remarks(row.getString("remarks"))),
                row.getLong("repeats"),
                new Raw(row.getBytes("content")));
    }

    private static List<Remark> remarks(String kept) {
        try {
            return JSON.readValue(kept, REMARKS);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("The remarks of a message cannot be read", unreadable);
        }
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
