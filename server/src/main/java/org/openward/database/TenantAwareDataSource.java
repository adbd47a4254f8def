package org.openward.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.openward.tenancy.Acting;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections that see only the rows of the tenant that acts when they are taken, and no tenant's rows when nobody acts; and on which no
 * statement takes too long, if somebody waits for it. A connection keeps both until it is given back.
 */
final class TenantAwareDataSource extends DelegatingDataSource implements AutoCloseable {
    private static final String NOBODY = "";

    /** What each physical connection was told last, so that telling costs a round trip only on a change. */
    private final Map<PGConnection, Told> told = Collections.synchronizedMap(new WeakHashMap<>());

    private final HikariDataSource pool;

    private final Duration longest;

    /** @param longest that a statement may take for which somebody waits; nothing is no limit */
    TenantAwareDataSource(HikariDataSource pool, Duration longest) {
        super(pool);
        this.pool = pool;
        this.longest = longest;
    }

    /** @param milliseconds 0 without a limit */
    private record Told(String tenant, long milliseconds) {
        static Told now(Duration longest) {
            return new Told(
                    Acting.ifAny().map(caller -> caller.tenant().value()).orElse(NOBODY),
                    Awaited.isNow() ? longest.toMillis() : 0);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = pool.getConnection();
        try {
            tell(connection, Told.now(longest));
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("The application has one database role only.");
    }

    private void tell(Connection connection, Told now) throws SQLException {
        var physical = connection.unwrap(PGConnection.class);
        if (now.equals(told.get(physical))) {
            return;
        }
        told.remove(physical);
        // In a transaction of its own: one that rolled back later would take the setting back with it.
        var autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        try (var statement = connection.prepareStatement(
                "select set_config('openward.tenant', ?, false), set_config('statement_timeout', ?, false)")) {
            statement.setString(1, now.tenant());
            statement.setString(2, String.valueOf(now.milliseconds()));
            statement.execute();
        } finally {
            connection.setAutoCommit(autoCommit);
        }
        told.put(physical, now);
    }

    @Override
    public void close() {
        pool.close();
    }
}
