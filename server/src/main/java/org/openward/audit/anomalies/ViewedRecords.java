package org.openward.audit.anomalies;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people of the acting tenant have looked at, as the trail has it. */
@Component
class ViewedRecords {
    private static final int MOST_VIEWS = 20_000;
    private static final String VIEWS =
            """
            from openward.audit_event
            where tenant_id = :tenant and recorded >= :from and recorded < :until
                and agent_kind = 'PERSON' and action in ('R', 'E') and outcome = '0' and patient_id is not null
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

    List<View> views(Instant from, Instant until) {
        return between("select distinct agent, patient_id " + VIEWS + "limit :most", from, until)
                .param("most", MOST_VIEWS)
                .query((row, number) -> new View(row.getString("agent"), row.getString("patient_id")))
                .list();
    }

    private JdbcClient.StatementSpec between(String query, Instant from, Instant until) {
        return jdbc.sql(query)
                .param("tenant", Acting.tenant().value())
                .param("from", OffsetDateTime.ofInstant(from, ZoneOffset.UTC))
                .param("until", OffsetDateTime.ofInstant(until, ZoneOffset.UTC));
    }
}
