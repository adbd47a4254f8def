package org.openward.fhir.reading;

import java.util.function.Supplier;

/** Reads records of which nothing may be passed over, since they are to be stored. */
public final class NothingPassedOver {
    private static final ThreadLocal<Boolean> NOW = ThreadLocal.withInitial(() -> false);

    private NothingPassedOver() {}

    /**
     * Reads so.
     *
     * @throws UnreadElement when HAPI's reader would pass something over
     */
    public static <T> T in(Supplier<T> reading) {
        begin();
        try {
            return reading.get();
        } finally {
            end();
        }
    }

    /** On this thread, until the end. */
    static void begin() {
        NOW.set(true);
    }

    static void end() {
        NOW.remove();
    }

    static void refuse(String why) {
        if (NOW.get()) {
            throw new UnreadElement(why);
        }
    }
}
