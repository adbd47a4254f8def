package org.openward.registration;

import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Whether this thread merges patients just now, or takes that back: only then medical record numbers change their record. */
@Component
class Merging {
    private static final ThreadLocal<Boolean> GOING = ThreadLocal.withInitial(() -> false);

    <T> T during(Supplier<T> merge) {
        GOING.set(true);
        try {
            return merge.get();
        } finally {
            GOING.remove();
        }
    }

    boolean isGoingOn() {
        return GOING.get();
    }
}
