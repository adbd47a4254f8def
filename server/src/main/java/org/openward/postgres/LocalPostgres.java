package org.openward.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import org.openward.startup.StartRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The PostgreSQL that OpenWard runs for itself in its data folder. Only this machine can reach it, and every start stops
 * first what a killed server may have left running there.
 */
public final class LocalPostgres implements AutoCloseable {
    /** The role that may do everything and only prepares the other two. */
    public static final String ADMINISTRATOR = "postgres";

    /** The role that owns the tables. */
    public static final String OWNER = "openward_owner";

    /** The role that the server works as. */
    public static final String APPLICATION = "openward_app";

    private static final Logger LOG = LoggerFactory.getLogger(LocalPostgres.class);
    private static final String STARTED_WITH = "postgres-start.log";
    private static final int ATTEMPTS = 3;

    private final DataFolder folder;
    private final PostgresSoftware software;
    private final Passwords passwords;
    private final Path cluster;
    private int port;

    private LocalPostgres(DataFolder folder, PostgresSoftware software, Passwords passwords) {
        this.folder = folder;
        this.software = software;
        this.passwords = passwords;
        this.cluster = folder.resolve(Backup.CLUSTER);
    }

    /** Starts it in that folder, and creates it there the first time. */
    public static LocalPostgres startedIn(Path dataDir) {
        var folder = DataFolder.claimed(dataDir);
        return startedIn(folder, folder.resolve("software"));
    }

    /**
     * Starts it in that folder, and creates it there the first time.
     *
     * @param programs where the PostgreSQL programs are unpacked
     */
    public static LocalPostgres startedIn(Path dataDir, Path programs) {
        return startedIn(DataFolder.claimed(dataDir), programs);
    }

    static LocalPostgres startedIn(DataFolder folder, Path programs) {
        try {
            var passwords = Passwords.keptIn(folder.resolve(Backup.PASSWORDS));
            var postgres = new LocalPostgres(folder, PostgresSoftware.unpackedIn(programs), passwords);
            postgres.createIfMissing();
            postgres.refuseOtherVersion();
            postgres.stopIfRunning();
            postgres.start();
            postgres.prepare();
            return postgres;
        } catch (IOException trouble) {
            throw new StartRefused(
                    "The embedded PostgreSQL did not start: " + trouble.getMessage() + ". See "
                            + folder.resolve(STARTED_WITH) + ".",
                    trouble);
        }
    }

    /** The JDBC URL of the database that the server works on. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/openward";
    }

    /** The generated password of that role, one of the three that this class names. */
    public String passwordOf(String role) {
        return passwords.of(role);
    }

    private void createIfMissing() throws IOException {
        if (Files.exists(cluster.resolve("PG_VERSION"))) {
            return;
        }
        LOG.info("Creating the embedded PostgreSQL in {}", cluster);
        var unfinished = folder.resolve("postgres.unfinished");
        FileSystemUtils.deleteRecursively(unfinished);
        var password = folder.resolve("postgres-initial-password");
        Files.deleteIfExists(password);
        SecretFile.create(password);
        Files.writeString(password, passwords.of(ADMINISTRATOR));
        try {
            demand(
                    "initdb",
                    software.run(
                            log(),
                            "initdb",
                            "--pgdata=" + unfinished,
                            "--username=" + ADMINISTRATOR,
                            "--pwfile=" + password,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--data-checksums"));
        } finally {
            Files.deleteIfExists(password);
        }
        Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    private void refuseOtherVersion() throws IOException {
        var version = Files.readString(cluster.resolve("PG_VERSION")).strip();
        if (!version.equals(PostgresSoftware.MAJOR_VERSION)) {
            throw new StartRefused("The data in " + cluster + " is of PostgreSQL " + version + ", this server brings "
                    + PostgresSoftware.MAJOR_VERSION + ". See \"Upgrading PostgreSQL\" in docs/running.md.");
        }
    }

    private void stopIfRunning() throws IOException {
        var left = Postmaster.of(cluster);
        if (left.isEmpty()) {
            return;
        }
        if (left.get().isAlive()) {
            LOG.warn(
                    "Stopping the PostgreSQL that a killed server left behind (process {})",
                    left.get().pid());
            demand("pg_ctl stop", stop());
        } else if (left.get().isSomethingElse()) {
            // PostgreSQL would take it for itself and refuse to start.
            Files.delete(cluster.resolve(Postmaster.FILE));
        }
    }

    private void start() throws IOException {
        for (var attempt = 1; ; attempt++) {
            port = freePort();
            new PostgresConfiguration(cluster, port).write();
            var exitCode = software.run(
                    log(), "pg_ctl", "start", "--pgdata=" + cluster, "--wait", "--timeout=300", "--silent");
            if (exitCode == 0) {
                LOG.info("Embedded PostgreSQL runs on 127.0.0.1:{}", port);
                return;
            }
            if (attempt == ATTEMPTS) {
                throw new IOException("pg_ctl start ended with " + exitCode);
            }
        }
    }

    /** Another process may take the port before PostgreSQL does, hence the attempts. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Creates the two roles and the database the first time. */
    private void prepare() throws IOException {
        try {
            new FirstRoles(administration(), passwords).prepare();
        } catch (SQLException refused) {
            close();
            throw new IOException(refused.getMessage(), refused);
        }
    }

    /** The JDBC URL of the database that only the administrator enters. */
    public String administration() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private Path log() {
        return folder.resolve(STARTED_WITH);
    }

    private static void demand(String program, int exitCode) throws IOException {
        if (exitCode != 0) {
            throw new IOException(program + " ended with " + exitCode);
        }
    }

    private int stop() throws IOException {
        return software.run(
                log(), "pg_ctl", "stop", "--pgdata=" + cluster, "--mode=fast", "--wait", "--timeout=120", "--silent");
    }

    /** Stops PostgreSQL, then lets go of the folder. */
    @Override
    public void close() throws IOException {
        try {
            demand("pg_ctl stop", stop());
        } finally {
            folder.close();
        }
    }
}
