package org.openward.privacy.erasure;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.SortedSet;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who was erased, by which approved Task. The table takes nothing else. */
@Component
class ErasureBook {
    private final JdbcClient jdbc;
    private final Clock clock;

    ErasureBook(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The task by which that proposal is carried out in the open transaction. */
    String taskOf(String content, String proposer) {
        return jdbc.sql(
                        """
                        select task_id from openward.approval
                        where tenant_id = :tenant and change = :change and content = :content and proposer = :proposer
                            and status = 'carried-out'
                        order by decided_at desc limit 1
                        """)
                .param("tenant", Acting.tenant().value())
                .param("change", ErasureChange.NAME)
                .param("content", content)
                .param("proposer", proposer)
                .query(String.class)
                .single();
    }

    void enter(String task, SortedSet<String> patients, String legalBasis) {
        for (var patient : patients) {
            jdbc.sql(
                            """
                            insert into openward.erasure (tenant_id, task_id, patient_id, legal_basis, erased_at)
                            values (:tenant, :task, :patient, :basis, :now)
                            """)
                    .param("tenant", Acting.tenant().value())
                    .param("task", task)
                    .param("patient", patient)
                    .param("basis", legalBasis)
                    .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .update();
        }
    }
}
