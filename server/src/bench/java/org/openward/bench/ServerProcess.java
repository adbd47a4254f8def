package org.openward.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** The process of a server, as Linux counts it. */
record ServerProcess(long number) {
    private static final long TICK_MICROSECONDS = 10_000;

    /** Resident mebibytes; empty when there is no such process to be seen. */
    Optional<Double> resident() {
        return seen("status").map(ServerProcess::resident);
    }

    /** Measures, and adds how long the process itself ran on a processor meanwhile: neighbours do not change that much. */
    Slice watch(Supplier<Slice> measuring) {
        Optional<Long> before = seen("stat").map(ServerProcess::processorMicroseconds);
        Slice slice = measuring.get();
        Optional<Long> after = seen("stat").map(ServerProcess::processorMicroseconds);
        return before.isPresent() && after.isPresent() ? slice.with(after.get() - before.get()) : slice;
    }

    private Optional<String> seen(String file) {
        try {
            return Optional.of(Files.readString(Path.of("/proc/" + number + "/" + file)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    static double resident(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .sum();
    }

    /** User and system time are the 14th and 15th field; the second is a name in brackets that may hold spaces. */
    static long processorMicroseconds(String stat) {
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(afterName[11]) + Long.parseLong(afterName[12])) * TICK_MICROSECONDS;
    }
}
