package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.openward.testing.Postgres;
import org.springframework.jdbc.core.simple.JdbcClient;

class FhirSchemaTest {
    @Test
    void an_empty_database_gets_every_table_of_the_fhir_store() throws Exception {
        var owner = Postgres.ownerOfAnEmptyDatabase();

        new FhirSchema().migrate(owner);

        assertThat(tables(owner)).contains("hfj_resource", "hfj_res_ver", "hfj_spidx_token", "bt2_job_instance");
    }

    private static List<String> tables(DataSource owner) {
        return JdbcClient.create(owner)
                .sql("select tablename from pg_tables where schemaname = 'public'")
                .query(String.class)
                .list();
    }
}
