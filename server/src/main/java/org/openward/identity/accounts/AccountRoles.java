package org.openward.identity.accounts;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which roles each account has. */
public final class AccountRoles {
    private static final Roles FIRST_ADMINISTRATOR = Roles.of(List.of("ADM"));

    private final JdbcClient jdbc;
    private final Clock clock;

    public AccountRoles(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The roles of that person now. */
    public Roles of(String userName) {
        return Roles.of(jdbc.sql("select role from identity.account_role where user_name = ?")
                .param(userName)
                .query(String.class)
                .list());
    }

    /**
     * The roles that decide what that person may do, be they none. An account that nobody was invited to and that was given no role is the
     * one of the first start: it is an administrator's, without the rights that come with being given that role.
     */
    public Roles decidingFor(String userName) {
        var roles = of(userName);
        return roles.codes().isEmpty() && isOfTheFirstStart(userName) ? FIRST_ADMINISTRATOR : roles;
    }

    private boolean isOfTheFirstStart(String userName) {
        return jdbc.sql("select exists (select from identity.person where user_name = ? and record is null)")
                .param(userName)
                .query(Boolean.class)
                .single();
    }

    /** Takes all roles from that person and gives these, within the transaction of whoever decided so. */
    public void replace(String userName, Roles roles, String grantedBy) {
        jdbc.sql("delete from identity.account_role where user_name = ?")
                .param(userName)
                .update();
        roles.codes().forEach(role -> jdbc.sql(
                        """
                                insert into identity.account_role (user_name, role, granted_by, granted_at)
                                values (?, ?, ?, ?)
                                """)
                .params(userName, role, grantedBy, Timestamp.from(clock.instant()))
                .update());
    }
}
