package org.openward.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Postgres;
import org.springframework.jdbc.core.simple.JdbcClient;

class TenantSeparationTest {
    private static final Caller NORTH = Caller.server(new TenantId("north"), "test");
    private static final Caller SOUTH = Caller.server(new TenantId("south"), "test");

    private final JdbcClient jdbc = Postgres.jdbc();

    @BeforeAll
    static void a_side_table_as_every_department_has_them() {
        JdbcClient.create(Postgres.owner())
                .sql(
                        """
                        create table openward.visitor_book (
                            id bigint generated always as identity primary key,
                            tenant_id text not null,
                            visitor text not null
                        );
                        alter table openward.visitor_book enable row level security;
                        alter table openward.visitor_book force row level security;
                        create policy of_the_acting_tenant on openward.visitor_book
                            using (tenant_id = current_setting('openward.tenant', true));
                        grant select, insert on openward.visitor_book to openward_app;
                        """)
                .update();
        enter(NORTH, "north", "Nora");
        enter(SOUTH, "south", "Sunil");
    }

    @AfterAll
    static void without_the_table_afterwards() {
        JdbcClient.create(Postgres.owner())
                .sql("drop table openward.visitor_book")
                .update();
    }

    @Test
    void the_rows_of_another_tenant_are_invisible() {
        assertThat(Acting.as(NORTH, () -> tenantsSeen())).containsOnly("north");
        assertThat(Acting.as(SOUTH, () -> tenantsSeen())).containsOnly("south");
    }

    @Test
    void a_row_for_another_tenant_is_refused() {
        assertThatThrownBy(() -> enter(NORTH, "south", "Nils"))
                .hasRootCauseMessage("ERROR: new row violates row-level security policy for table \"visitor_book\"");
    }

    @Test
    void while_nobody_acts_no_tenants_rows_are_seen() {
        assertThat(tenantsSeen()).isEmpty();
    }

    @Test
    void even_the_owner_of_the_table_sees_no_tenants_rows() {
        var seen = JdbcClient.create(Postgres.owner())
                .sql("select tenant_id from openward.visitor_book")
                .query(String.class)
                .list();

        assertThat(seen).isEmpty();
    }

    @Test
    void what_was_written_to_an_append_only_table_stays() {
        for (var change : List.of(
                "update openward.visitor_book set visitor = 'Nobody'",
                "delete from openward.visitor_book",
                "truncate openward.visitor_book",
                "alter table openward.visitor_book disable row level security",
                "drop table openward.visitor_book")) {
            assertThatThrownBy(() -> Acting.as(NORTH, () -> {
                        Postgres.inTransaction()
                                .executeWithoutResult(open -> jdbc.sql(change).update());
                    }))
                    .as(change)
                    .rootCause()
                    .hasMessageMatching("ERROR: (permission denied for|must be owner of) table visitor_book");
        }
    }

    @Test
    void a_transaction_that_is_rolled_back_leaves_no_wrong_tenant_behind() throws Exception {
        try (var single = ApplicationPool.opened(DatabaseForTests.shared().database(), 1, Duration.ofMinutes(1))) {
            var one = JdbcClient.create(single);
            Acting.as(NORTH, () -> takeAndRollBack(single));

            var afterwards = Acting.as(NORTH, () -> tenantsSeen(one));
            Acting.as(SOUTH, () -> takeAndRollBack(single));
            var ofTheOther = Acting.as(SOUTH, () -> tenantsSeen(one));

            assertThat(afterwards).containsOnly("north");
            assertThat(ofTheOther).containsOnly("south");
            assertThat(tenantsSeen(one)).isEmpty();
        }
    }

    @Test
    void a_transaction_keeps_its_tenant_whatever_its_thread_turns_to() {
        var seen =
                Acting.as(NORTH, () -> Postgres.inTransaction().execute(open -> Acting.as(SOUTH, () -> tenantsSeen())));

        assertThat(seen).containsOnly("north");
    }

    @Test
    void sixteen_threads_alternating_tenants_never_see_the_wrong_one() throws Exception {
        var threads = Executors.newFixedThreadPool(16);
        try {
            var work = IntStream.range(0, 16).mapToObj(this::alternating).toList();

            for (var strangersSeen : threads.invokeAll(work)) {
                assertThat(strangersSeen.get()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void the_application_role_is_no_superuser_and_owns_nothing() {
        var facts = jdbc.sql(
                        """
                        select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
                            or exists (select from pg_class where relowner = pg_roles.oid)
                        from pg_roles where rolname = current_user
                        """)
                .query(Boolean.class)
                .single();

        assertThat(facts).isFalse();
    }

    @Test
    void the_register_of_tenants_begins_with_the_default_tenant() {
        var name = jdbc.sql("select name from openward.tenant where id = 'default' and partition_id = 0")
                .query(String.class)
                .single();

        assertThat(name).isEqualTo("Test hospital");
    }

    private Callable<Integer> alternating(int thread) {
        return () -> {
            var strangers = 0;
            for (var turn = 0; turn < 200; turn++) {
                var caller = (thread + turn) % 2 == 0 ? NORTH : SOUTH;
                var seen = Acting.as(caller, () -> tenantsSeen());
                strangers += seen.stream().allMatch(caller.tenant().value()::equals) && !seen.isEmpty() ? 0 : 1;
            }
            return strangers;
        };
    }

    private static void takeAndRollBack(TenantAwareDataSource connections) {
        try (var connection = connections.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("select 1 / (select count(*) from openward.visitor_book)");
            connection.rollback();
        } catch (SQLException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private List<String> tenantsSeen() {
        return tenantsSeen(jdbc);
    }

    private static List<String> tenantsSeen(JdbcClient jdbc) {
        return jdbc.sql("select tenant_id from openward.visitor_book")
                .query(String.class)
                .list();
    }

    private static void enter(Caller caller, String tenant, String visitor) {
        Acting.as(caller, () -> Postgres.inTransaction().executeWithoutResult(open -> Postgres.jdbc()
                .sql("insert into openward.visitor_book (tenant_id, visitor) values (:tenant, :visitor)")
                .param("tenant", tenant)
                .param("visitor", visitor)
                .update()));
    }
}
