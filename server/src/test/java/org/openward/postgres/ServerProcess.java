package org.openward.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link SmallServer} in a process of its own. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final List<String> lines = new ArrayList<>();

    private ServerProcess(Process process) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
    }

    static ServerProcess started(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SmallServer.class.getName(),
                "--logging.level.org.openward=warn"));
        Stream.of(arguments).forEach(command::add);
        return new ServerProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    static ServerProcess in(Path folder) throws IOException {
        return started("--openward.data-dir=" + folder);
    }

    /** Waits until it works. */
    void awaitReady() throws IOException {
        for (var line = said.readLine(); line != null; line = said.readLine()) {
            lines.add(line);
            if (line.equals("READY")) {
                return;
            }
        }
        throw new AssertionError("The server ended: " + lines);
    }

    /** Waits for its end, and gives back everything that it said. */
    List<String> lastWords() throws IOException, InterruptedException {
        for (var line = said.readLine(); line != null; line = said.readLine()) {
            lines.add(line);
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("The server did not end: " + lines);
        }
        return lines;
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** As SIGTERM does. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor(60, TimeUnit.SECONDS);
    }

    /** As kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
