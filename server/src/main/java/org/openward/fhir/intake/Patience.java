package org.openward.fhir.intake;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Waits a minute for any sender, and longer only for one whose body keeps coming at the speed of a poor telephone line. */
final class Patience {
    private static final Duration WITH_ANYBODY = Duration.ofMinutes(1);
    private static final long BYTES_PER_SECOND = 1000;

    private final LongSupplier nanoseconds;
    private final long begin;
    private long bytes;

    /** @param nanoseconds a clock that only runs forwards, such as {@link System#nanoTime} */
    Patience(LongSupplier nanoseconds) {
        this.nanoseconds = nanoseconds;
        this.begin = nanoseconds.getAsLong();
    }

    /** So much more of the body has come. */
    void heard(int more) throws UnreadableBody {
        bytes += more;
        var taken = Duration.ofNanos(nanoseconds.getAsLong() - begin);
        if (more > 0 && taken.compareTo(WITH_ANYBODY) > 0 && bytes < taken.toSeconds() * BYTES_PER_SECOND) {
            throw new UnreadableBody("The body comes too slowly; the server waits no longer for it.");
        }
    }
}
