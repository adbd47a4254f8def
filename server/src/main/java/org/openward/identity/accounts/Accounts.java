package org.openward.identity.accounts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The register of accounts. Its writes belong to the transaction of whoever decided them. */
public final class Accounts {
    private static final String COLUMNS =
            """
            select user_name, full_name, password, password_since, tenants, record
            from identity.person
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    public Accounts(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The open account of that name. */
    public Optional<Account> find(String userName) {
        return jdbc.sql(COLUMNS + "where user_name = ? and enabled")
                .param(userName)
                .query(Accounts::account)
                .optional();
    }

    /** The account, open or closed, that a tenant made for one of its records; nobody else changes it meanwhile. */
    public Optional<Account> lockedFor(TenantId tenant, String record) {
        return jdbc.sql(COLUMNS + "where home_tenant = ? and record = ? for update")
                .params(tenant.value(), record)
                .query(Accounts::account)
                .optional();
    }

    /** The account, open or closed, that a tenant made for one of its records. */
    public Optional<Account> of(TenantId tenant, String record) {
        return jdbc.sql(COLUMNS + "where home_tenant = ? and record = ?")
                .params(tenant.value(), record)
                .query(Accounts::account)
                .optional();
    }

    /** Makes an account that has no password yet; false when the name is taken, be it by a client, or the record has an account. */
    public boolean open(String userName, String fullName, String email, TenantId tenant, String record) {
        return jdbc.sql(
                                """
                                insert into identity.person (user_name, full_name, email, password, scopes, tenants,
                                    fhir_user, home_tenant, record, password_since, patient)
                                select :name, :full, nullif(:email, ''), null, '', :tenant, :record, :tenant, :record, :now,
                                    substring(:record from '^Patient/(.*)$')
                                where not exists (
                                    select from identity.oauth2_registered_client where client_id = :name)
                                on conflict do nothing
                                """)
                        .param("name", userName)
                        .param("full", fullName)
                        .param("email", email)
                        .param("tenant", tenant.value())
                        .param("record", record)
                        .param("now", Timestamp.from(clock.instant()))
                        .update()
                == 1;
    }

    /** Where its person got mail when the hospital made the account, or saw to it last; nothing where nobody knew. */
    public Optional<String> email(String userName) {
        return jdbc.sql("select email from identity.person where user_name = ? and email is not null")
                .param(userName)
                .query(String.class)
                .optional();
    }

    /**
     * Writes down where its person gets mail.
     *
     * @param email empty where nobody knows
     */
    public void reachedBy(String userName, String email) {
        jdbc.sql("update identity.person set email = nullif(?, '') where user_name = ?")
                .params(email, userName)
                .update();
    }

    /** Opens an account again that was closed. */
    public void reopen(String userName) {
        jdbc.sql("update identity.person set enabled = true where user_name = ?")
                .param(userName)
                .update();
    }

    /** Nobody makes, moves or closes the account of that record until the transaction ends. */
    public void alone(TenantId tenant, String record) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('openward.account/' || ? || '/' || ?, 0))::text")
                .params(tenant.value(), record)
                .query(String.class)
                .single();
    }

    /** Nobody else changes the account of that name, be it open or closed, until the transaction ends. */
    public void hold(String userName) {
        jdbc.sql("select user_name from identity.person where user_name = ? for update")
                .param(userName)
                .query(String.class)
                .optional();
    }

    /** The account belongs to another record from now on; the record must have none. */
    public void moveTo(String userName, String record) {
        jdbc.sql(
                        """
                        update identity.person set record = :record, fhir_user = :record,
                            patient = substring(:record from '^Patient/(.*)$')
                        where user_name = :name
                        """)
                .param("record", record)
                .param("name", userName)
                .update();
    }

    /** Nobody signs in with it any more. */
    public void close(String userName) {
        jdbc.sql("update identity.person set enabled = false where user_name = ?")
                .param(userName)
                .update();
    }

    /** Sets a new password and keeps the one that it replaces among the former ones; false when that is not the present one any more. */
    boolean replacePassword(Account account, String hash) {
        var now = Timestamp.from(clock.instant());
        var replaced = jdbc.sql(
                        """
                        update identity.person set password = :hash, password_since = :now
                        where user_name = :name and enabled and password is not distinct from :former
                        """)
                .param("hash", hash)
                .param("now", now)
                .param("name", account.userName())
                .param("former", account.password().orElse(null))
                .update();
        if (replaced == 1 && account.password().isPresent()) {
            jdbc.sql("insert into identity.former_password (user_name, password, replaced_at) values (?, ?, ?)")
                    .params(account.userName(), account.password().get(), now)
                    .update();
        }
        return replaced == 1;
    }

    /** The present password is none any more, and one of the former ones. */
    public void forgetPassword(Account account) {
        account.password().ifPresent(password -> {
            jdbc.sql("insert into identity.former_password (user_name, password, replaced_at) values (?, ?, ?)")
                    .params(account.userName(), password, Timestamp.from(clock.instant()))
                    .update();
            jdbc.sql("update identity.person set password = null where user_name = ?")
                    .param(account.userName())
                    .update();
        });
    }

    /** Keeps a better hash of the same password. */
    void rehash(Account account, String hash) {
        jdbc.sql("update identity.person set password = ? where user_name = ? and password = ?")
                .params(hash, account.userName(), account.password().orElseThrow())
                .update();
    }

    /** The hashes of the newest former passwords, as many as that; those before are forgotten. */
    List<String> formerPasswords(String userName, int count) {
        return jdbc.sql(
                        """
                        select password from identity.former_password where user_name = ?
                        order by replaced_at desc limit ?
                        """)
                .params(userName, count)
                .query(String.class)
                .list();
    }

    void forgetPasswordsBefore(String userName, int kept) {
        jdbc.sql(
                        """
                        delete from identity.former_password where user_name = :name and replaced_at not in (
                            select replaced_at from identity.former_password where user_name = :name
                            order by replaced_at desc limit :kept)
                        """)
                .param("name", userName)
                .param("kept", kept)
                .update();
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getString("user_name"),
                row.getString("full_name"),
                Optional.ofNullable(row.getString("password")),
                row.getTimestamp("password_since").toInstant(),
                words(row.getString("tenants")),
                Optional.ofNullable(row.getString("record")));
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).collect(Collectors.toSet());
    }
}
