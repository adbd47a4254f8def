package org.openward.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openward.testing.Postgres;

class TenantSeparationTest {
    @Test
    void the_register_of_tenants_begins_with_the_default_tenant() {
        var tenants = Postgres.jdbc()
                .sql("select id from openward.tenant")
                .query(String.class)
                .list();

        assertThat(tenants).contains("default");
    }
}
