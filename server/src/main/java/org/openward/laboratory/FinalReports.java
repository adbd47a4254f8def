package org.openward.laboratory;

import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The register of reports that were final once, so that each is announced once. */
@Component
class FinalReports {
    private final JdbcClient jdbc;

    FinalReports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether the report was never final before. */
    boolean isFirstTime(String report) {
        return jdbc.sql(
                                """
                        insert into openward.final_report (tenant_id, report_id)
                        values (:tenant, :report)
                        on conflict do nothing""")
                        .param("tenant", Acting.tenant().value())
                        .param("report", report)
                        .update()
                == 1;
    }
}
