package org.openward.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Runs a program of the machine to its end. */
final class Command {
    private Command() {}

    /** What it printed; fails when it fails. */
    static String run(ProcessBuilder program) {
        try {
            Process running = program.redirectErrorStream(true).start();
            String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (running.waitFor() != 0) {
                throw new IllegalStateException(program.command() + " failed: " + output);
            }
            return output;
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
