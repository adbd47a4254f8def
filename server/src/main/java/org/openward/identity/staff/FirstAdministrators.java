package org.openward.identity.staff;

import java.sql.Timestamp;
import java.time.Clock;
import org.openward.tenancy.TenantId;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The two administrators of a tenant who are made before there is anybody to approve it; there are never a third and a fourth. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class FirstAdministrators {
    static final String ROLE = "ADM";

    private final JdbcClient jdbc;
    private final Clock clock;

    FirstAdministrators(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Whether a seat is free for that account; until the transaction ends, nobody else finds that out or takes it. */
    boolean isSeatFree(TenantId tenant, String userName) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('openward.first-administrators.' || ?, 0))::text")
                .param(tenant.value())
                .query(String.class)
                .single();
        return jdbc.sql(
                        """
                        select count(*) < 2 and count(*) filter (where user_name = :name) = 0
                        from identity.first_administrator where tenant = :tenant
                        """)
                .param("tenant", tenant.value())
                .param("name", userName)
                .query(Boolean.class)
                .single();
    }

    /** Takes a free seat for that account. */
    void take(TenantId tenant, String userName, String givenBy) {
        jdbc.sql(
                        """
                        insert into identity.first_administrator (tenant, seat, user_name, given_by, given_at)
                        select :tenant, count(*) + 1, :name, :by, cast(:now as timestamptz)
                        from identity.first_administrator where tenant = :tenant
                        """)
                .param("tenant", tenant.value())
                .param("name", userName)
                .param("by", givenBy)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }
}
