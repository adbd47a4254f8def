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

    /** Gives an account to the record in which its own ended, within the transaction in which it does. */
    public void move(Account account, TenantId tenant, String ended, String survived) {
        accounts.moveTo(account.userName(), survived);
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

    /** The account that came from that record and is with the other one still; it goes back, unless the record has another one by now. */
    public Optional<Account> moveBack(TenantId tenant, String ended) {
        var moved = jdbc.sql(
                        """
                        delete from identity.moved_account where tenant = ? and ended = ?
                        returning user_name, survived
                        """)
                .params(tenant.value(), ended)
                .query((row, number) -> new Moved(row.getString("user_name"), row.getString("survived")))
                .optional();
        var account = moved.flatMap(move -> accounts.lockedFor(tenant, move.survived())
                .filter(known -> known.userName().equals(move.userName())));
        if (account.isEmpty() || accounts.of(tenant, ended).isPresent()) {
            return Optional.empty();
        }
        accounts.moveTo(account.get().userName(), ended);
        return account;
    }

    private record Moved(String userName, String survived) {}
}
