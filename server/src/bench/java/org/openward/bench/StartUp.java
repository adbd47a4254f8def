package org.openward.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a server by its command and watches for its first answers. */
record StartUp(FhirServer server, String command) {
    private static final int PATIENCE_SECONDS = 600;

    /** A server that runs, and the seconds until it answered {@code metadata} and the first search. */
    record Started(Process process, double metadata, double search) {

        void stop() {
            process.destroy();
            try {
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    Started start() {
        try {
            long begun = System.nanoTime();
            // exec, so that the process that is watched and stopped is the server and not a shell before it
            Process process = new ProcessBuilder(List.of("sh", "-c", "exec " + command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            new File(server.target().name() + "-benchmark.log")))
                    .start();
            double metadata = secondsUntilAnswered(process, "metadata", begun);
            return new Started(process, metadata, secondsUntilAnswered(process, "Patient?_count=1", begun));
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
    }

    private double secondsUntilAnswered(Process process, String path, long begun) {
        while (process.isAlive() && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            if (answers(path)) {
                return (System.nanoTime() - begun) / 1e9;
            }
            pause();
        }
        process.destroy();
        throw new IllegalStateException(server.target().name() + " does not answer " + path + ": see its log");
    }

    private boolean answers(String path) {
        try {
            return server.ask(path).statusCode() == 200;
        } catch (UncheckedIOException | IllegalStateException notYet) {
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
