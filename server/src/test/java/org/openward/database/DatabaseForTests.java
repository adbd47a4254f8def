package org.openward.database;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A real PostgreSQL for one test run, as the server itself would start and migrate it, without the FHIR store. */
public final class DatabaseForTests {
    static final Map<String, String> FACTS =
            Map.of("tenantName", "Test hospital", "tenantTimeZone", "UTC", "tenantCurrency", "INR");

    private final LocalPostgres postgres;
    private final DataSource owner;
    private final DataSource application;

    private DatabaseForTests(LocalPostgres postgres) {
        var database = postgres.database();
        this.postgres = postgres;
        new Migrations(database, List.of(), FACTS).migrate();
        this.owner = connections(database.url(), database.owner());
        this.application = ApplicationPool.opened(database, 20);
    }

    /** Keeps running until the JVM ends. */
    public static DatabaseForTests startedIn(Path folder) {
        var postgres = LocalPostgres.startedIn(DataFolder.claimed(folder));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres)));
        return new DatabaseForTests(postgres);
    }

    public DataSource owner() {
        return owner;
    }

    public DataSource application() {
        return application;
    }

    /** A database of its own in the same PostgreSQL, with nothing in it. */
    Database empty() {
        var database = postgres.database();
        var name = "empty_" + UUID.randomUUID().toString().replace("-", "");
        new JdbcTemplate(connections(postgres.administration(), postgres.administrator()))
                .execute("create database " + name + " owner " + Passwords.OWNER);
        return new Database(database.url().replace("/openward", "/" + name), database.owner(), database.application());
    }

    /** One connection of the owner role to such a database. */
    public DataSource ownerOfAnEmptyDatabase() {
        try {
            return new DelegatingDataSource(empty().asOwner());
        } catch (SQLException unreachable) {
            throw new IllegalStateException(unreachable);
        }
    }

    static DataSource connections(String url, Login login) {
        return new DriverManagerDataSource(url, login.user(), login.password());
    }

    private static void stop(LocalPostgres postgres) {
        try {
            postgres.close();
        } catch (Exception leftRunning) {
            System.err.println("PostgreSQL was left running: " + leftRunning);
        }
    }
}
