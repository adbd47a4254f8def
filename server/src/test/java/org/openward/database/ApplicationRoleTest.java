package org.openward.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openward.postgres.LocalPostgres;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

@Timeout(120)
class ApplicationRoleTest {
    @Test
    void a_role_that_the_owner_creates_may_enter_a_database_that_is_closed_to_others() throws Exception {
        try (var postgres = LocalPostgres.startedIn(DatabaseForTests.folder(), DatabaseForTests.PROGRAMS)) {
            var administrator =
                    new Database.Login(LocalPostgres.ADMINISTRATOR, postgres.passwordOf(LocalPostgres.ADMINISTRATOR));
            var hospital = new JdbcTemplate(DatabaseForTests.connections(postgres.administration(), administrator));
            hospital.execute("drop role openward_app");
            hospital.execute("alter role openward_owner createrole");
            hospital.execute("revoke connect on database openward from public");
            var database = new Database(
                    postgres.url(),
                    new Database.Login(LocalPostgres.OWNER, postgres.passwordOf(LocalPostgres.OWNER)),
                    new Database.Login(LocalPostgres.APPLICATION, "it's; a? :secret"));

            try (var owner = database.asOwner()) {
                new ApplicationRole(database).prepare(JdbcClient.create(owner));
            }

            try (var application = database.asApplication()) {
                assertThat(JdbcClient.create(application)
                                .sql("select current_user")
                                .query(String.class)
                                .single())
                        .isEqualTo("openward_app");
            }
        }
    }
}
