package org.openward.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The PostgreSQL process that a data folder names as its own, which may be gone, or whose number a stranger may have now.
 *
 * @param started when it wrote its name there
 */
record Postmaster(long pid, Instant started, int port) {
    static final String FILE = "postmaster.pid";

    private static final Duration TOLERANCE = Duration.ofSeconds(10);

    static Optional<Postmaster> of(Path cluster) throws IOException {
        var file = cluster.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var lines = Files.readAllLines(file);
        return lines.size() < 4
                ? Optional.empty()
                : Optional.of(new Postmaster(
                        Long.parseLong(lines.get(0).strip()),
                        Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip())),
                        Integer.parseInt(lines.get(3).strip())));
    }

    boolean isAlive() {
        return process().filter(this::isThisOne).isPresent() && !isRemnant();
    }

    /** Whether the process number is taken by something that cannot be stopped for it: another program, or a remnant. */
    boolean isSomethingElse() {
        return process().isPresent() && !isAlive();
    }

    /** Whether it has ended and only waits for its parent to take note, which Linux still lists as a process. */
    private boolean isRemnant() {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
                    .contains(") Z ");
        } catch (IOException noSuchFile) {
            return false;
        }
    }

    private Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    }

    /** A clock that was set meanwhile must not make a stranger of our own, so the program's name counts too. */
    private boolean isThisOne(ProcessHandle process) {
        var program = process.info().command().orElse("");
        return program.endsWith("postgres")
                || program.endsWith("postgres.exe")
                || process.info()
                        .startInstant()
                        .map(start -> Duration.between(start, started).abs().compareTo(TOLERANCE) < 0)
                        .orElse(true);
    }
}
