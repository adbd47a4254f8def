package org.openward.fhir.verbatim;

import java.time.Instant;
import java.util.Optional;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** When records of the acting tenant were stored for the first time, whatever became of them since. */
@Component
public class FirstStored {
    private final JdbcClient jdbc;
    private final Tenants tenants;

    FirstStored(JdbcClient jdbc, Tenants tenants) {
        this.jdbc = jdbc;
        this.tenants = tenants;
    }

    /** Nothing for a record that is not stored yet. */
    public Optional<Instant> when(String type, String id) {
        return jdbc.sql(
                        """
                        select res_published from hfj_resource
                        where res_type = :type and fhir_id = :id and partition_id = :partition
                        """)
                .param("type", type)
                .param("id", id)
                .param("partition", tenants.current().partition())
                .query((row, number) -> row.getTimestamp("res_published").toInstant())
                .optional();
    }
}
