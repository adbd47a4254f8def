package org.openward.identity.accounts;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The accounts that went with the record of a patient into another one, so that they come back when the two are two again. */
public final class MovedAccounts {
    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Clock clock;

    MovedAccounts(JdbcClient jdbc, Accounts accounts, Clock clock) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.clock = clock;
    }

    /**
     * Gives an account to the record in which its own ended, within the transaction in which it does. Records in which it was before lead to
     * that one too, so that it comes back to whichever is parted first.
     */
    public void move(Account account, TenantId tenant, String ended, String survived) {
        accounts.moveTo(account.userName(), survived);
        jdbc.sql(
                        """
                        update identity.moved_account set survived = :survived
                        where tenant = :tenant and user_name = :user and survived = :ended
                        """)
                .param("survived", survived)
                .param("tenant", tenant.value())
                .param("user", account.userName())
                .param("ended", ended)
                .update();
        jdbc.sql(
                        """
                        insert into identity.moved_account (user_name, tenant, ended, survived, moved_at)
                        values (?, ?, ?, ?, ?)
                        on conflict (tenant, ended) do update
                        set user_name = excluded.user_name, survived = excluded.survived, moved_at = excluded.moved_at
                        """)
                .params(account.userName(), tenant.value(), ended, survived, Timestamp.from(clock.instant()))
                .update();
    }

    /**
     * The account that came from that record and is with another one still; it goes back, unless the record has another one by now, or the
     * account is with neither.
     */
    public Optional<Account> moveBack(TenantId tenant, String ended) {
        var moved = jdbc.sql(
                        """
                        select user_name, survived, moved_at from identity.moved_account
                        where tenant = ? and ended = ? for update
                        """)
                .params(tenant.value(), ended)
                .query((row, number) ->
                        new Moved(row.getString("user_name"), row.getString("survived"), row.getTimestamp("moved_at")))
                .optional();
        var account = moved.flatMap(move -> accounts.lockedFor(tenant, move.survived())
                .filter(known -> known.userName().equals(move.userName())));
        if (account.isEmpty() || accounts.of(tenant, ended).isPresent()) {
            return Optional.empty();
        }
        accounts.moveTo(account.get().userName(), ended);
        forget(tenant, ended, moved.get());
        return account;
    }

    /** Where it was before that record leads to this one again; where it was after it, it was by a merge that is taken back. */
    private void forget(TenantId tenant, String home, Moved moved) {
        jdbc.sql(
                        """
                        delete from identity.moved_account
                        where tenant = :tenant and user_name = :user and (ended = :home or moved_at > :moved)
                        """)
                .param("tenant", tenant.value())
                .param("user", moved.userName())
                .param("home", home)
                .param("moved", moved.at())
                .update();
        jdbc.sql("update identity.moved_account set survived = :home where tenant = :tenant and user_name = :user")
                .param("home", home)
                .param("tenant", tenant.value())
                .param("user", moved.userName())
                .update();
    }

    private record Moved(String userName, String survived, Timestamp at) {}
}
