package org.openward.testing;

import javax.sql.DataSource;
import org.openward.database.DatabaseForTests;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The PostgreSQL that all tests of one run share, migrated by Flyway. Each test works in a tenant of its own or with keys of
 * its own; nothing is cleaned up between tests.
 */
public final class Postgres {
    private Postgres() {}

    /** Connections of the role that owns the tables; row level security is forced on it too. */
    public static DataSource owner() {
        return DatabaseForTests.shared().owner();
    }

    /** Connections of the application role, as the server has them: only the acting tenant's rows. */
    public static DataSource application() {
        return DatabaseForTests.shared().application();
    }

    /** SQL as the application; outside of {@link #inTransaction} nothing is committed. */
    public static JdbcClient jdbc() {
        return JdbcClient.create(application());
    }

    /** Transactions of the application, joined by {@link #jdbc()}. */
    public static TransactionTemplate inTransaction() {
        return new TransactionTemplate(new DataSourceTransactionManager(application()));
    }

    /** One connection of the owner role to a database of its own with nothing in it. */
    public static DataSource ownerOfAnEmptyDatabase() {
        return DatabaseForTests.shared().ownerOfAnEmptyDatabase();
    }
}
