package org.openward.tenancy;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The caller on whose behalf the current thread works. Database connections taken while no one is acting see no tenant's
 * rows at all.
 */
public final class Acting {
    private static final ThreadLocal<@Nullable Caller> CURRENT = new ThreadLocal<>();

    private Acting() {}

    /** Works as that caller, and afterwards as whoever was acting before. */
    public static <T extends @Nullable Object> T as(Caller caller, Supplier<T> work) {
        var turn = begin(caller);
        try {
            return work.get();
        } finally {
            turn.close();
        }
    }

    /** Works as that caller, and afterwards as whoever was acting before. */
    public static void as(Caller caller, Runnable work) {
        var turn = begin(caller);
        try {
            work.run();
        } finally {
            turn.close();
        }
    }

    /** Begins to work as that caller until the returned turn is closed on the same thread. */
    public static Turn begin(Caller caller) {
        var before = CURRENT.get();
        CURRENT.set(caller);
        return () -> {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        };
    }

    public static Optional<Caller> ifAny() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** The caller of this thread; it is a programming error when there is none. */
    public static Caller caller() {
        return ifAny().orElseThrow(() -> new IllegalStateException("Nobody is acting on this thread."));
    }

    public static TenantId tenant() {
        return caller().tenant();
    }

    /** A stretch of work as one caller. */
    @FunctionalInterface
    public interface Turn extends AutoCloseable {
        @Override
        void close();
    }
}
