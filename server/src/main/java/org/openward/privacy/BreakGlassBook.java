package org.openward.privacy;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.openward.fhir.disclosure.Reader;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who broke the glass of whose record, and until when it stays open to him. */
@Component
public class BreakGlassBook {
    private final JdbcClient jdbc;
    private final Clock clock;

    BreakGlassBook(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Whether that reader may see the patient's whole record just now, in the acting tenant. */
    public boolean isOpen(Reader reader, String patient) {
        return reader.purpose() == Reader.Purpose.CARE
                && jdbc.sql(
                                """
                                select exists (select from openward.broken_glass
                                    where tenant_id = :tenant and patient_id = :patient and subject = :subject and kind = :kind
                                        and opened_at <= :now and closes_at > :now)
                                """)
                        .param("tenant", Acting.tenant().value())
                        .param("patient", patient)
                        .param("subject", reader.subject())
                        .param("kind", reader.kind().name())
                        .param("now", at(clock.instant()))
                        .query(Boolean.class)
                        .single();
    }

    /** The patients whose whole record that reader may see just now, in the acting tenant. */
    Set<String> openTo(Reader reader) {
        return reader.purpose() == Reader.Purpose.CARE
                ? Set.copyOf(jdbc.sql(
                                """
                                select distinct patient_id from openward.broken_glass
                                where tenant_id = :tenant and subject = :subject and kind = :kind
                                    and opened_at <= :now and closes_at > :now
                                """)
                        .param("tenant", Acting.tenant().value())
                        .param("subject", reader.subject())
                        .param("kind", reader.kind().name())
                        .param("now", at(clock.instant()))
                        .query(String.class)
                        .list())
                : Set.of();
    }

    void open(String patient, String task, String reason, Instant until) {
        jdbc.sql(
                        """
                        insert into openward.broken_glass
                            (tenant_id, task_id, patient_id, subject, kind, reason, opened_at, closes_at)
                        values (:tenant, :task, :patient, :subject, :kind, :reason, :now, :until)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("task", task)
                .param("patient", patient)
                .param("subject", Acting.caller().subject())
                .param("kind", Acting.caller().kind().name())
                .param("reason", reason)
                .param("now", at(clock.instant()))
                .param("until", at(until))
                .update();
    }

    private static OffsetDateTime at(Instant moment) {
        return OffsetDateTime.ofInstant(moment, ZoneOffset.UTC);
    }
}
