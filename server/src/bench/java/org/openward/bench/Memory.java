package org.openward.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** How much of the machine's memory a process holds, as Linux counts it. */
final class Memory {
    private Memory() {}

    /** Resident mebibytes; empty when there is no such process to be seen. */
    static OptionalDouble resident(long process) {
        try {
            return resident(Files.readString(Path.of("/proc/" + process + "/status")));
        } catch (IOException gone) {
            return OptionalDouble.empty();
        }
    }

    static OptionalDouble resident(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .findFirst();
    }
}
