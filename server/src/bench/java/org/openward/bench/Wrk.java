package org.openward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Drives HTTP load with wrk, which leaves the processor to the server. */
record Wrk(Path home, int connections) {

    Slice drive(FhirServer server, Workload workload, Sample sample, int seconds) {
        try {
            Path lines = Files.createTempFile("openward-bench", ".txt");
            try {
                Files.write(lines, workload.lines().apply(sample).toList());
                return slice(Command.run(command(server, workload, lines, seconds)));
            } finally {
                Files.delete(lines);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private ProcessBuilder command(FhirServer server, Workload workload, Path lines, int seconds) {
        var base = server.target().base();
        ProcessBuilder wrk = new ProcessBuilder(List.of(
                "wrk",
                "-t" + connections,
                "-c" + connections,
                "-d" + seconds + "s",
                "--timeout",
                "60s",
                "-s",
                home.resolve("wrk").resolve(workload.script()).toString(),
                base.getScheme() + "://" + base.getAuthority(),
                "--",
                lines.toString()));
        wrk.environment().put("BENCH_HOME", home.toString());
        server.token().ifPresent(token -> wrk.environment().put("BENCH_TOKEN", token));
        return wrk;
    }

    /** Reads the line of figures that the scripts print last. */
    static Slice slice(String output) {
        JsonNode figures = output.lines()
                .filter(line -> line.startsWith("{"))
                .map(FhirServer::json)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("wrk gave no figures: " + output));
        return new Slice(
                figures.path("operations").asLong(),
                figures.path("microseconds").asLong(),
                figures.path("p50").asLong(),
                figures.path("p95").asLong(),
                figures.path("p99").asLong(),
                figures.path("errors").asLong(),
                0);
    }
}
