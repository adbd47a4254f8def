package org.openward.database;

import org.openward.tenancy.Acting;

/** Work that somebody waits for at the other end of a request: no statement of it may take longer than anybody waits. */
public final class Awaited {
    private static final ThreadLocal<Boolean> NOW = ThreadLocal.withInitial(() -> false);

    private Awaited() {}

    /** Begins such work on this thread, until the turn is closed on it. Connections taken meanwhile have the limit. */
    public static Acting.Turn begin() {
        var before = isNow();
        NOW.set(true);
        return () -> {
            if (!before) {
                NOW.remove();
            }
        };
    }

    static boolean isNow() {
        return NOW.get();
    }
}
