package org.openward.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** Opens the connections of the application role. */
final class ApplicationPool {
    private ApplicationPool() {}

    /** @param longest that a statement may take for which somebody waits */
    static TenantAwareDataSource opened(Database database, int size, Duration longest) {
        new ApplicationRole(database).check();
        var pool = new HikariConfig();
        pool.setPoolName("openward");
        pool.setJdbcUrl(database.url());
        pool.setUsername(database.application().user());
        pool.setPassword(database.application().password());
        pool.setMaximumPoolSize(size);
        pool.setAutoCommit(false);
        pool.setConnectionTimeout(10_000);
        pool.addDataSourceProperty("ApplicationName", "openward");
        // Spring Authorization Server names its tables without a schema; they lie in identity.
        pool.addDataSourceProperty("currentSchema", "public,identity");
        pool.addDataSourceProperty("reWriteBatchedInserts", "true");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        // PostgreSQL puts the refused values into its message; they may name a patient and must not reach a log.
        pool.addDataSourceProperty("logServerErrorDetail", "false");
        return new TenantAwareDataSource(new HikariDataSource(pool), longest);
    }
}
