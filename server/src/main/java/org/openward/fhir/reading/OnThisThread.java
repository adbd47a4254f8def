package org.openward.fhir.reading;

import java.util.function.Supplier;

/** Something that is so on this thread for a while, such as that what is being read is to be stored. */
final class OnThisThread {
    private final ThreadLocal<Boolean> now = ThreadLocal.withInitial(() -> false);

    <T> T during(Supplier<T> work) {
        begin();
        try {
            return work.get();
        } finally {
            end();
        }
    }

    void begin() {
        now.set(true);
    }

    void end() {
        now.remove();
    }

    boolean isSo() {
        return now.get();
    }
}
