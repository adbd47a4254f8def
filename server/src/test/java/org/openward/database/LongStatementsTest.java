package org.openward.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One connection, taken in turn by those who are waited for and by those who are not. */
class LongStatementsTest {
    private static final TenantAwareDataSource POOL =
            ApplicationPool.opened(DatabaseForTests.shared().database(), 1, Duration.ofMillis(150));

    private final JdbcClient jdbc = JdbcClient.create(POOL);

    @AfterAll
    static void no_more() {
        POOL.close();
    }

    private void takes(double seconds) {
        jdbc.sql("select 1 from pg_sleep(?)")
                .param(seconds)
                .query(Integer.class)
                .single();
    }

    private String limit() {
        return jdbc.sql("show statement_timeout").query(String.class).single();
    }

    @Test
    void a_statement_that_somebody_waits_for_is_broken_off_and_the_next_one_is_not() {
        try (var turn = Awaited.begin()) {
            assertThat(turn).isNotNull();
            assertThatThrownBy(() -> takes(5))
                    .rootCause()
                    .isInstanceOfSatisfying(SQLException.class, broken -> assertThat(broken.getSQLState())
                            .isEqualTo("57014"));
            takes(0.01);
        }
    }

    @Test
    void a_job_may_take_as_long_as_it_needs_on_the_same_connection() {
        var caller = Caller.server(TenantId.DEFAULT, "job");
        var turn = Awaited.begin();
        assertThat(limit()).isEqualTo("150ms");
        turn.close();

        Acting.as(caller, () -> takes(0.3));

        assertThat(limit()).isEqualTo("0");
        var again = Awaited.begin();
        assertThat(limit()).isEqualTo("150ms");
        again.close();
    }
}
