package org.openward.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.function.Predicate;
import org.openward.startup.StartRefused;

/**
 * A copy of the whole embedded database in one file, taken while the server runs or while it does not. It holds everything
 * that was committed when the backup ended.
 */
public record Backup(Path dataDir, Clock clock) {
    static final String CLUSTER = "postgres";
    static final String PASSWORDS = "postgres-passwords.properties";
    /** Written last: a file without it is no whole backup. */
    static final String COMPLETE = "openward-backup.properties";

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'openward-'yyyyMMdd-HHmmss'.tar.gz'").withZone(ZoneOffset.UTC);

    /** What a running PostgreSQL needs for itself only; the folders are kept, their content is not. */
    private static final Set<String> OF_THE_MOMENT = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private static final Set<String> OF_THE_PROCESS = Set.of("postmaster.pid", "postmaster.opts");

    /**
     * Writes it, and gives back the file.
     *
     * @param to a file that does not exist yet, or a folder that does
     */
    public Path writeTo(Path to) throws IOException {
        if (!Files.exists(cluster().resolve("PG_VERSION"))) {
            throw new StartRefused("There is no OpenWard database in " + dataDir + ".");
        }
        var target = Files.isDirectory(to) ? to.resolve(NAME.format(clock.instant())) : to;
        if (Files.exists(target)) {
            throw new StartRefused(target + " exists already.");
        }
        var running = Postmaster.of(cluster()).filter(Postmaster::isAlive);
        try (var file = new BackupFile(target)) {
            if (running.isPresent()) {
                copyRunning(running.get(), file);
            } else {
                copyStopped(file);
            }
            file.add(PASSWORDS, dataDir.resolve(PASSWORDS));
            file.add(COMPLETE, "taken=" + clock.instant() + "\n");
            return file.finish();
        }
    }

    private void copyStopped(BackupFile file) throws IOException {
        try (var claimed = DataFolder.claimed(dataDir)) {
            copy(claimed.resolve(CLUSTER), file, name -> OF_THE_PROCESS.contains(name));
        }
    }

    private void copyRunning(Postmaster postmaster, BackupFile file) throws IOException {
        var administrator = LocalPostgres.ADMINISTRATOR;
        var password = Passwords.keptIn(dataDir.resolve(PASSWORDS)).of(administrator);
        var url = "jdbc:postgresql://127.0.0.1:" + postmaster.port() + "/postgres";
        try (var connection = DriverManager.getConnection(url, administrator, password)) {
            var session = new BackupSession(connection);
            session.begin();
            copy(cluster(), file, Backup::isOfTheMoment);
            var end = session.end();
            file.add(CLUSTER + "/backup_label", end.label());
            for (var segment : session.writeAheadLog(end)) {
                file.add(
                        CLUSTER + "/pg_wal/" + segment,
                        cluster().resolve("pg_wal").resolve(segment));
            }
        } catch (SQLException refused) {
            throw new IOException(refused);
        }
    }

    private static boolean isOfTheMoment(String name) {
        var slash = name.indexOf('/');
        var file = name.substring(name.lastIndexOf('/') + 1);
        return OF_THE_PROCESS.contains(name)
                || (slash > 0 && OF_THE_MOMENT.contains(name.substring(0, slash)))
                || file.startsWith("pgsql_tmp")
                || file.startsWith("pg_internal.init");
    }

    private static void copy(Path cluster, BackupFile file, Predicate<String> leftOut) throws IOException {
        Files.walkFileTree(cluster, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts) throws IOException {
                var name = nameOf(folder);
                if (leftOut.test(name)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                file.addFolder(name.isEmpty() ? CLUSTER : CLUSTER + "/" + name);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path member, BasicFileAttributes facts) throws IOException {
                if (!leftOut.test(nameOf(member))) {
                    file.add(CLUSTER + "/" + nameOf(member), member);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path member, IOException droppedMeanwhile) throws IOException {
                if (Files.exists(member)) {
                    throw droppedMeanwhile;
                }
                return FileVisitResult.CONTINUE;
            }

            private String nameOf(Path member) {
                return cluster.relativize(member).toString().replace('\\', '/');
            }
        });
    }

    private Path cluster() {
        return dataDir.resolve(CLUSTER);
    }
}
