package org.openward.audit.anomalies;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people of the acting tenant have looked at, as the trail has it. */
@Component
class ViewedRecords {
    /** What is committed later than that after it was recorded is not looked at. */
    private static final Duration LATEST = Duration.ofMinutes(15);

    /** A change answers the record, be it that nothing changes; and so does a create that found one, whose row alone has its request. */
    private static final String VIEWS =
            """
            from openward.audit_event
            where tenant_id = :tenant and recorded >= :from and recorded < :until
                and agent_kind = 'PERSON' and (action in ('R', 'E', 'U') or action = 'C' and request is not null)
                and outcome = '0' and patient_id is not null
            """;

    private final JdbcClient jdbc;

    ViewedRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Somebody who looked at the records of that many patients. */
    record Viewer(String agent, long patients) {}

    /** Somebody who looked at that patient's record. */
    record View(String agent, String patient) {}

    /** Who looked at more than that many patients. */
    List<Viewer> viewersOfMoreThan(int most, Instant from, Instant until) {
        return between(
                        "select agent, count(distinct patient_id) as patients " + VIEWS
                                + "group by agent having count(distinct patient_id) > :most",
                        from,
                        until)
                .param("most", most)
                .query((row, number) -> new Viewer(row.getString("agent"), row.getLong("patients")))
                .list();
    }

    /**
     * The first views of the period after that one, in an order that does not change, or the first of all.
     *
     * @param most how many at once; fewer are the last ones
     */
    List<View> views(Instant from, Instant until, @Nullable View after, int most) {
        return between(
                        "select distinct agent, patient_id " + VIEWS
                                + """
                                and (cast(:agent as text) is null or (agent, patient_id) > (:agent, :patient))
                                order by agent, patient_id limit :most""",
                        from,
                        until)
                .param("agent", after == null ? null : after.agent())
                .param("patient", after == null ? null : after.patient())
                .param("most", most)
                .query((row, number) -> new View(row.getString("agent"), row.getString("patient_id")))
                .list();
    }

    /** Since when views were not looked at; nobody looks at what is older than the given instant. */
    Instant lookedUntil(Instant earliest) {
        return jdbc.sql("select looked_until from openward.audit_anomaly_look where tenant_id = :tenant")
                .param("tenant", Acting.tenant().value())
                .query((row, number) ->
                        row.getTimestamp("looked_until").toInstant().minus(LATEST))
                .optional()
                .filter(earliest::isBefore)
                .orElse(earliest);
    }

    void looked(Instant until) {
        jdbc.sql(
                        """
                        insert into openward.audit_anomaly_look (tenant_id, looked_until) values (:tenant, :until)
                        on conflict (tenant_id) do update set looked_until = excluded.looked_until""")
                .param("tenant", Acting.tenant().value())
                .param("until", OffsetDateTime.ofInstant(until, ZoneOffset.UTC))
                .update();
    }

    private JdbcClient.StatementSpec between(String query, Instant from, Instant until) {
        return jdbc.sql(query)
                .param("tenant", Acting.tenant().value())
                .param("from", OffsetDateTime.ofInstant(from, ZoneOffset.UTC))
                .param("until", OffsetDateTime.ofInstant(until, ZoneOffset.UTC));
    }
}
