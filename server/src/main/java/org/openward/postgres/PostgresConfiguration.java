package org.openward.postgres;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How the embedded PostgreSQL is tuned for a small server. Written anew at every start; what an administrator sets with
 * {@code ALTER SYSTEM} wins.
 */
record PostgresConfiguration(Path cluster, int port) {
    private static final String INCLUDED = "include = 'openward.conf'";

    void write() throws IOException {
        Files.writeString(cluster.resolve("openward.conf"), text());
        Files.writeString(
                cluster.resolve("pg_hba.conf"),
                """
                # Written by OpenWard at every start: only this machine, only with a password.
                host all all 127.0.0.1/32 scram-sha-256
                """);
        var main = cluster.resolve("postgresql.conf");
        var lines = Files.readAllLines(main);
        if (!lines.contains(INCLUDED)) {
            lines.add(INCLUDED);
            Files.write(main, lines);
        }
    }

    /** Statements and their values stay out of PostgreSQL's log: they name patients. */
    private String text() {
        return """
                # Written by OpenWard at every start. Change a value with ALTER SYSTEM instead.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                password_encryption = 'scram-sha-256'
                max_connections = 200
                shared_buffers = '%dMB'
                effective_cache_size = '%dMB'
                maintenance_work_mem = '128MB'
                work_mem = '8MB'
                synchronous_commit = on
                wal_compression = on
                wal_buffers = '16MB'
                min_wal_size = '256MB'
                max_wal_size = '2GB'
                checkpoint_completion_target = 0.9
                checkpoint_timeout = '15min'
                random_page_cost = 1.1
                jit = off
                logging_collector = on
                log_directory = '../postgres-log'
                log_filename = 'postgresql-%%a.log'
                log_truncate_on_rotation = on
                log_rotation_age = '1d'
                log_rotation_size = 0
                log_file_mode = 0600
                log_timezone = 'UTC'
                timezone = 'UTC'
                log_error_verbosity = terse
                log_min_error_statement = panic
                log_statement = none
                """
                .formatted(port, sharedBuffers(), memory() / 4);
    }

    /** An eighth of the machine: the Java process and the file cache need the rest. */
    private static long sharedBuffers() {
        return Math.min(2048, Math.max(128, memory() / 8));
    }

    private static long memory() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        var bytes = system instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 4L << 30;
        return bytes >> 20;
    }
}
