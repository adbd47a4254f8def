package org.openward.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What PostgreSQL alone does with statements like those of a workload: the line that no server can pass. */
record PostgresLimit(Path home, String database, int connections) {

    /** How many operations of the workload one run of its script stands for. */
    private static final Map<String, Integer> OPERATIONS = Map.of(
            Workload.IMPORT,
            100,
            "cycle",
            3,
            Report.READ,
            1,
            "search",
            1,
            "pages",
            1,
            "history",
            1,
            "everything",
            1,
            Report.COMMIT,
            1);

    /** A commit is answered when it is on disk, whatever the database's own setting is. */
    private static final String DURABLE = "-c synchronous_commit=on";

    void prepare() {
        Command.run(new ProcessBuilder(
                "psql",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                database,
                "-f",
                script("schema").toString()));
    }

    boolean knows(String workload) {
        return OPERATIONS.containsKey(workload);
    }

    Slice measure(String workload, int seconds) {
        try {
            Path folder = Files.createTempDirectory("openward-bench");
            ProcessBuilder pgbench = new ProcessBuilder(List.of(
                            "pgbench",
                            "-n",
                            "-c",
                            "" + connections,
                            "-T",
                            "" + seconds,
                            "-l",
                            "-f",
                            script(workload).toString(),
                            database))
                    .directory(folder.toFile());
            pgbench.environment().merge("PGOPTIONS", DURABLE, (given, ours) -> given + " " + ours);
            Command.run(pgbench);
            return slice(folder, seconds).times(OPERATIONS.getOrDefault(workload, 1));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Path script(String name) {
        return home.resolve("pgbench").resolve(name + ".sql");
    }

    private static Slice slice(Path folder, int seconds) throws IOException {
        List<Long> latencies = new ArrayList<>();
        try (Stream<Path> logs = Files.list(folder)) {
            for (Path log : logs.toList()) {
                try (Stream<String> lines = Files.lines(log)) {
                    lines.map(PostgresLimit::microseconds).forEach(latencies::add);
                }
                Files.delete(log);
            }
        }
        Files.delete(folder);
        return Slice.of(latencies.size(), seconds * 1_000_000_000L, latencies, 0);
    }

    /** The third word of a line of pgbench's log is how long that transaction took. */
    static long microseconds(String line) {
        return Long.parseLong(line.split(" ", -1)[2]);
    }
}
