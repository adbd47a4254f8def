package org.openward.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

@Timeout(120)
class SchemaUpgradeTest {
    private final Database database = DatabaseForTests.shared().empty();

    @Test
    void a_second_start_finds_nothing_to_do_and_touches_no_data() throws Exception {
        migrations(List.of()).migrate();
        write("update openward.tenant set name = 'Renamed', time_zone = 'Asia/Kolkata'");
        var before = definitions();

        migrations(List.of()).migrate();

        assertThat(definitions()).isEqualTo(before).isNotEmpty();
        assertThat(read("select name || ' ' || time_zone from openward.tenant"))
                .containsExactly("Renamed Asia/Kolkata");
    }

    @Test
    void two_servers_that_start_at_once_migrate_one_after_the_other() throws Exception {
        var store = new CountingStore();
        Callable<Boolean> start = () -> {
            migrations(List.of(store)).migrate();
            return true;
        };
        var servers = Executors.newFixedThreadPool(2);
        try {
            for (var started : servers.invokeAll(List.of(start, start))) {
                assertThat(started.get()).isTrue();
            }
        } finally {
            servers.shutdownNow();
        }

        assertThat(store.mostAtOnce).hasValue(1);
        assertThat(read("select id from openward.tenant")).containsExactly("default");
    }

    @Test
    void who_made_the_link_of_an_account_is_known_after_the_upgrade_too() throws Exception {
        migrations(List.of()).migrate();
        write("drop table identity.used_link");
        write("alter table identity.invitation drop column occasion");
        write("alter table identity.person add column link_by text");
        write(
                """
                insert into identity.person (user_name, scopes, tenants, link_by)
                values ('asha', '', 'default', 'Ben'), ('ben', '', 'default', null)
                """);

        write(script("/db/migration/security/V182__security_used_links.sql"));

        assertThat(read("select user_name || ' ' || made_by || ' ' || occasion from identity.used_link"))
                .containsExactly("asha Ben invitation");
    }

    private static String script(String path) throws IOException {
        try (var script = Objects.requireNonNull(SchemaUpgradeTest.class.getResourceAsStream(path))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void every_table_of_ours_that_knows_a_tenant_keeps_tenants_apart() throws Exception {
        migrations(List.of()).migrate();

        var open = read(
                """
                select relname from pg_class
                where relnamespace in ('openward'::regnamespace, 'views'::regnamespace)
                    and relkind in ('r', 'p')
                    and not relispartition
                    and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id')
                    and not (relrowsecurity and relforcerowsecurity
                        and exists (select from pg_policy where polrelid = pg_class.oid))
                """);

        assertThat(open).isEmpty();
    }

    private Migrations migrations(List<SchemaMigration> others) {
        return new Migrations(database, others, DatabaseForTests.FACTS);
    }

    private List<String> definitions() throws SQLException {
        return read(
                """
                select table_schema || '.' || table_name || '.' || column_name || ' ' || data_type
                from information_schema.columns
                where table_schema in ('openward', 'views', 'identity')
                order by 1
                """);
    }

    private List<String> read(String query) throws SQLException {
        try (var owner = database.asOwner()) {
            return JdbcClient.create(owner).sql(query).query(String.class).list();
        }
    }

    private void write(String statement) throws SQLException {
        try (var owner = database.asOwner()) {
            JdbcClient.create(owner).sql(statement).update();
        }
    }

    /** Stands for the FHIR store, and sees how many servers migrate at the same moment. */
    private static final class CountingStore implements SchemaMigration {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger mostAtOnce = new AtomicInteger();

        @Override
        public String name() {
            return "the counting store";
        }

        @Override
        public void migrate(DataSource owner) {
            var here = now.incrementAndGet();
            mostAtOnce.accumulateAndGet(here, Math::max);
            JdbcClient.create(owner)
                    .sql("select pg_sleep(0.5)::text")
                    .query(String.class)
                    .single();
            now.decrementAndGet();
        }
    }
}
