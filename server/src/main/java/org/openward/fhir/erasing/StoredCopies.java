package org.openward.fhir.erasing;

import java.util.Collection;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the server keeps of records beside them, in the acting tenant: files of exports and imports, and answers that a repeated request gets again. */
@Component
public class StoredCopies {
    private final JdbcClient jdbc;

    StoredCopies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Removes all exports and all finished imports with their files, whoever asked for them; the number of jobs. */
    public int forgetFiles() {
        // A step that is just being carried out holds its turn; it is waited for, and there is no next one.
        jdbc.sql(
                        """
                        delete from openward.bulk_turn where job_id in (
                            select id from openward.bulk_job
                            where tenant_id = :tenant and (kind = 'export' or kind = 'import' and status <> 'active'))
                        """)
                .param("tenant", Acting.tenant().value())
                .update();
        return jdbc.sql(
                        """
                        delete from openward.bulk_job
                        where tenant_id = :tenant and (kind = 'export' or kind = 'import' and status <> 'active')
                        """)
                .param("tenant", Acting.tenant().value())
                .update();
    }

    /** Forgets the answers that hold one of these texts; their keys stay used. */
    public int forgetAnswers(Collection<String> texts) {
        return jdbc.sql(
                        """
                        update openward.idempotency set response = null
                        where tenant_id = :tenant and response like any (:patterns)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("patterns", texts.stream().map(StoredTexts::within).toArray(String[]::new))
                .update();
    }
}
