package org.openward.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.openward.startup.StartRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Brings the database to the newest shape; servers that start at the same time wait for each other. */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /** Any number that no other program uses as an advisory lock in this database. */
    private static final long TURN = 0x6f70656e77617264L;

    private final Database database;
    private final List<SchemaMigration> others;
    private final Map<String, String> facts;

    /** @param facts what the SQL may ask for as {@code ${name}} */
    Migrations(Database database, List<SchemaMigration> others, Map<String, String> facts) {
        this.database = database;
        this.others = others;
        this.facts = facts;
    }

    void migrate() {
        try (var connection = database.asOwner()) {
            // Wrapped, because HAPI's migrator closes a data source that can be closed, and the lock with it.
            migrate(new DelegatingDataSource(connection));
        } catch (SQLException unreachable) {
            throw new StartRefused(
                    "The database " + database.url() + " does not let " + database.owner() + " in: "
                            + Database.reason(unreachable),
                    unreachable);
        }
    }

    /** The lock belongs to the connection and goes with it, however the server ends. */
    private void migrate(DataSource owner) throws SQLException {
        try (var statement = owner.getConnection().createStatement()) {
            statement.execute("select pg_advisory_lock(" + TURN + ")");
        }
        new ApplicationRole(database).prepare(JdbcClient.create(owner));
        for (var other : others) {
            LOG.info("Migrating {}", other.name());
            other.migrate(owner);
        }
        Flyway.configure()
                .dataSource(owner)
                .schemas("openward")
                .table("schema_history")
                .locations("classpath:db/migration")
                .placeholders(facts)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .outOfOrder(true)
                .load()
                .migrate();
    }
}
