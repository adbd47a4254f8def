package org.openward.identity;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.openward.identity.accounts.PasswordHashes;
import org.openward.testing.Postgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A nurse with an account at the gate.
 *
 * @param name with which she signs in
 */
record Nurse(String name) {
    static final String PASSWORD = "tulip moss granite seven";

    /** Hashed once for all: it takes its time. */
    private static final String HASH = new PasswordHashes().hash(PASSWORD);

    /** A new one, with all that a person can have. */
    static Nurse aNurse() {
        var name = "nurse-" + UUID.randomUUID();
        Gate.server()
                .getBean(People.class)
                .admit(new Person(
                        name,
                        HASH,
                        List.of("user/*.cruds"),
                        List.of("operation/*"),
                        List.of("default"),
                        Optional.empty(),
                        Optional.empty()));
        return new Nurse(name);
    }

    /** The same nurse with a role besides. */
    Nurse as(String role) {
        change("insert into identity.account_role (user_name, role, granted_by, granted_at) values (?, '" + role
                + "', 'test', now())");
        return this;
    }

    /** A change of the rows of this nurse, whose name is the statement's only parameter. */
    void change(String statement) {
        Postgres.inTransaction()
                .executeWithoutResult(
                        status -> Postgres.jdbc().sql(statement).param(name).update());
    }

    /** What stands in a row of this nurse, whose name is the statement's only parameter. */
    String stored(String query) {
        return JdbcClient.create(Postgres.owner())
                .sql(query)
                .param(name)
                .query(String.class)
                .single();
    }

    Browser signedIn() {
        var browser = new Browser(Gate.root());
        browser.signIn(name, PASSWORD);
        return browser;
    }

    @Override
    public String toString() {
        return name;
    }
}
