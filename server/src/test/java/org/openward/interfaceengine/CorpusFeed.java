package org.openward.interfaceengine;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.FeedMessage.Bytes;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.testing.Hospital;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the feed of the corpus' tenant holds in the database. */
final class CorpusFeed {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration OFTEN = Duration.ofMillis(10);
    private static final Pattern ANSWER = Pattern.compile("MSA\\|(\\w\\w)");

    private final Hospital hospital;

    CorpusFeed(Hospital hospital) {
        this.hospital = hospital;
    }

    /** How far the feed had come at a moment. */
    record Position(long messages, long duplicates, long batches) {
        static final Position BEGINNING = new Position(0, 0, 0);

        boolean isBefore(Position other) {
            return messages < other.messages || duplicates < other.duplicates || batches < other.batches;
        }
    }

    /** A stored message. */
    record Row(
            long id,
            @Nullable String device,
            Bytes raw,
            Bytes acknowledgement,
            String status,
            @Nullable String reason,
            @Nullable String task,
            List<String> reports,
            List<String> records) {
        boolean isProcessed() {
            return status.equals("processed");
        }

        /** Whether it was taken as a message and not as evidence. */
        boolean isRead() {
            return device != null && !status.equals("refused");
        }

        /** Whether a person has to say whose it is. */
        boolean isNobodys() {
            return "unknown-patient".equals(reason) && task != null;
        }

        /** Its answer, its status and why. */
        String end() {
            var answer = ANSWER.matcher(new String(acknowledgement.content(), StandardCharsets.ISO_8859_1));
            return (answer.find() ? answer.group(1) + " " : "")
                    + status
                    + (reason == null || reason.isEmpty() ? "" : " " + reason);
        }
    }

    Position position() {
        return ask(jdbc -> jdbc.sql(
                        """
                        select (select coalesce(max(id), 0) from openward.feed_message) as messages,
                               (select coalesce(max(id), 0) from openward.feed_duplicate) as duplicates,
                               (select coalesce(max(id), 0) from openward.feed_batch) as batches""")
                .query((row, number) ->
                        new Position(row.getLong("messages"), row.getLong("duplicates"), row.getLong("batches")))
                .single());
    }

    boolean hasHeardSince(Position before) {
        return before.isBefore(position());
    }

    /** The messages that came since then, those that were there before and came again among them. */
    List<Row> since(Position before) {
        return ask(jdbc -> jdbc.sql(
                        """
                        select id, device_id, raw, acknowledgement, status, reason, task_id, report_ids, record_refs from openward.feed_message
                        where id > :messages
                           or id in (select message_id from openward.feed_duplicate where id > :duplicates)
                        order by id""")
                .param("messages", before.messages())
                .param("duplicates", before.duplicates())
                .query((row, number) -> new Row(
                        row.getLong("id"),
                        row.getString("device_id"),
                        new Bytes(row.getBytes("raw")),
                        new Bytes(row.getBytes("acknowledgement")),
                        row.getString("status"),
                        row.getString("reason"),
                        row.getString("task_id"),
                        List.of((String[]) row.getArray("report_ids").getArray()),
                        List.of((String[]) row.getArray("record_refs").getArray())))
                .list());
    }

    /** Waits until nothing is left to be filed or to be sent again. */
    void settle() {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(OFTEN)
                .until(() -> ask(jdbc -> jdbc.sql(
                                """
                                select not exists (select 1 from openward.feed_message where status = 'received')
                                   and not exists (select 1 from openward.feed_part)""")
                        .query(Boolean.class)
                        .single()));
    }

    /** The types of the records that the tenant has. */
    List<String> recordTypes() {
        return ask(jdbc -> jdbc.sql(
                        """
                        select distinct resource.res_type from hfj_resource resource
                        join openward.tenant on tenant.partition_id = resource.partition_id
                        where tenant.id = :tenant and resource.res_deleted_at is null""")
                .param("tenant", CorpusLaboratory.TENANT.value())
                .query(String.class)
                .list());
    }

    private <T> T ask(Function<JdbcClient, T> question) {
        return Acting.as(
                Caller.server(CorpusLaboratory.TENANT, "test"), () -> question.apply(hospital.part(JdbcClient.class)));
    }
}
