package org.openward.billing;

import java.time.OffsetDateTime;
import org.openward.billing.HospitalClock.Moment;
import org.openward.laboratory.events.ReportFinalized;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which services of the acting tenant were charged already. */
@Component
class CapturedCharges {
    private static final String REPORT = "DiagnosticReport";

    private final JdbcClient jdbc;

    CapturedCharges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether nobody charged this before; whoever charges the same at the same time waits until this transaction ends. */
    boolean isFirst(ReportFinalized report, Moment moment) {
        return jdbc.sql(
                                """
                        insert into openward.charge (tenant_id, source_type, source_id, system, code, captured_at)
                        values (:tenant, :type, :source, :system, :code, :now)
                        on conflict do nothing
                        """)
                        .param("tenant", Acting.tenant().value())
                        .param("type", REPORT)
                        .param("source", report.report())
                        .param("system", report.system())
                        .param("code", report.code())
                        .param("now", OffsetDateTime.ofInstant(moment.instant(), moment.zone()))
                        .update()
                == 1;
    }

    void charged(ReportFinalized report, String charge) {
        jdbc.sql(
                        """
                        update openward.charge set charge_item_id = :charge
                        where tenant_id = :tenant and source_type = :type and source_id = :source
                          and system = :system and code = :code
                        """)
                .param("charge", charge)
                .param("tenant", Acting.tenant().value())
                .param("type", REPORT)
                .param("source", report.report())
                .param("system", report.system())
                .param("code", report.code())
                .update();
    }
}
