package org.openward.database;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A real PostgreSQL for one test run, as the server itself would start and migrate it, without the FHIR store. */
public record DatabaseForTests(DataSource owner, DataSource application) {
    /** Keeps running until the JVM ends. */
    public static DatabaseForTests startedIn(Path folder) {
        var postgres = LocalPostgres.startedIn(DataFolder.claimed(folder));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres)));
        var database = postgres.database();
        new Migrations(database, List.of(), FACTS).migrate();
        var owner = new DriverManagerDataSource(
                database.url(), database.owner().user(), database.owner().password());
        return new DatabaseForTests(owner, ApplicationPool.opened(database, 20));
    }

    static final Map<String, String> FACTS =
            Map.of("tenantName", "Test hospital", "tenantTimeZone", "UTC", "tenantCurrency", "INR");

    private static void stop(LocalPostgres postgres) {
        try {
            postgres.close();
        } catch (Exception leftRunning) {
            System.err.println("PostgreSQL was left running: " + leftRunning);
        }
    }
}
