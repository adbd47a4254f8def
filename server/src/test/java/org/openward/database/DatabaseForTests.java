package org.openward.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.openward.postgres.LocalPostgres;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/** A real PostgreSQL for one test run, as the server itself would start and migrate it, without the FHIR store. */
public final class DatabaseForTests {
    public static final Path PROGRAMS =
            Path.of("target", "postgres", "software").toAbsolutePath();
    static final Map<String, String> FACTS =
            Map.of("tenantName", "Test hospital", "tenantTimeZone", "UTC", "tenantCurrency", "INR");

    private final LocalPostgres postgres;
    private final DataSource owner;
    private final DataSource application;

    private DatabaseForTests(Path folder) {
        this.postgres = LocalPostgres.startedIn(folder, PROGRAMS);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres, folder)));
        var database = database();
        new Migrations(database, List.of(), FACTS).migrate();
        this.owner = connections(database.url(), database.owner());
        this.application = ApplicationPool.opened(database, 20, Duration.ofMinutes(1));
    }

    /** Runs until the JVM ends. */
    public static DatabaseForTests shared() {
        return Shared.DATABASE;
    }

    public DataSource owner() {
        return owner;
    }

    public DataSource application() {
        return application;
    }

    Database database() {
        return new Database(postgres.url(), login(LocalPostgres.OWNER), login(LocalPostgres.APPLICATION));
    }

    public String url() {
        return postgres.url();
    }

    /** The beans that start or find, migrate and open a database. */
    public static Class<?> configuration() {
        return DatabaseConfiguration.class;
    }

    /** Connections of the role that owns the tables of a running server. */
    public static DataSource ownerOf(BeanFactory server) {
        var database = server.getBean(RunningDatabase.class).database();
        return connections(database.url(), database.owner());
    }

    /** The options with which another server process works on the database of a running one. */
    public static List<String> optionsToShare(BeanFactory server) {
        var settings = server.getBean(Environment.class);
        var all = new ArrayList<>(options(server.getBean(RunningDatabase.class).database()));
        all.add("--openward.field-encryption.systems="
                + settings.getRequiredProperty("openward.field-encryption.systems"));
        all.add("--openward.field-encryption.key-file="
                + Path.of(settings.getRequiredProperty("openward.data-dir"), "field-encryption.keys"));
        return all;
    }

    private static List<String> options(Database database) {
        return List.of(
                "--openward.database.url=" + database.url(),
                "--openward.database.owner.password=" + database.owner().password(),
                "--openward.database.application.password="
                        + database.application().password());
    }

    /**
     * A database of its own for servers of their own.
     *
     * @param owner its owner's connections
     * @param options with which servers work on it
     */
    public record Apart(DataSource owner, List<String> options) {}

    /** A database with nothing in it, for servers of their own. */
    public Apart apart() {
        var database = empty();
        return new Apart(connections(database.url(), database.owner()), options(database));
    }

    /** A database of its own in the same PostgreSQL, with nothing in it. */
    Database empty() {
        var database = database();
        var name = "empty_" + UUID.randomUUID().toString().replace("-", "");
        asAdministrator().execute("create database " + name + " owner " + LocalPostgres.OWNER);
        return new Database(database.url().replace("/openward", "/" + name), database.owner(), database.application());
    }

    /** SQL of the role that may do everything. */
    JdbcTemplate asAdministrator() {
        return new JdbcTemplate(connections(postgres.administration(), login(LocalPostgres.ADMINISTRATOR)));
    }

    /** One connection of the owner role to such a database. */
    public DataSource ownerOfAnEmptyDatabase() {
        try {
            return new DelegatingDataSource(empty().asOwner());
        } catch (SQLException unreachable) {
            throw new IllegalStateException(unreachable);
        }
    }

    static DataSource connections(String url, Database.Login login) {
        return new DriverManagerDataSource(url, login.user(), login.password());
    }

    private Database.Login login(String role) {
        return new Database.Login(role, postgres.passwordOf(role));
    }

    public static Path folder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(PROGRAMS.getParent()), "run");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void stop(LocalPostgres postgres, Path folder) {
        try {
            postgres.close();
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException leftBehind) {
            System.err.println("PostgreSQL was left behind: " + leftBehind);
        }
    }

    /** Started by the first test that asks for it. */
    private static final class Shared {
        private static final DatabaseForTests DATABASE = new DatabaseForTests(folder());
    }
}
