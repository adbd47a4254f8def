package org.openward.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.openward.tenancy.Acting;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections that see only the rows of the tenant that acts when they are taken, and no tenant's rows when nobody acts. A
 * connection keeps its tenant until it is given back.
 */
final class TenantAwareDataSource extends DelegatingDataSource implements AutoCloseable {
    private static final String NOBODY = "";

    /** What each physical connection was told last, so that telling costs a round trip only on a change. */
    private final Map<PGConnection, String> told = Collections.synchronizedMap(new WeakHashMap<>());

    private final HikariDataSource pool;

    TenantAwareDataSource(HikariDataSource pool) {
        super(pool);
        this.pool = pool;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = pool.getConnection();
        try {
            tell(
                    connection,
                    Acting.ifAny().map(caller -> caller.tenant().value()).orElse(NOBODY));
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

    private void tell(Connection connection, String tenant) throws SQLException {
        var physical = connection.unwrap(PGConnection.class);
        if (tenant.equals(told.get(physical))) {
            return;
        }
        told.remove(physical);
        // In a transaction of its own: one that rolled back later would take the setting back with it.
        var autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        try (var statement = connection.prepareStatement("select set_config('openward.tenant', ?, false)")) {
            statement.setString(1, tenant);
            statement.execute();
        } finally {
            connection.setAutoCommit(autoCommit);
        }
        told.put(physical, tenant);
    }

    @Override
    public void close() {
        pool.close();
    }
}
