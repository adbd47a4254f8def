package org.openward.identity.staff;

import java.util.function.Function;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;

/**
 * What became of a wish to give roles.
 *
 * @param done what was done at once; null when it waits
 * @param waiting the task of whoever is to approve it; null when it is done
 */
record Granting<T>(@Nullable T done, @Nullable Task waiting) {
    static <T> Granting<T> done(T done) {
        return new Granting<>(done, null);
    }

    static <T> Granting<T> waiting(Task task) {
        return new Granting<>(null, task);
    }

    /** One or the other. */
    <R> R told(Function<T, R> ofWhatIsDone, Function<Task, R> ofWhatWaits) {
        if (waiting != null) {
            return ofWhatWaits.apply(waiting);
        }
        if (done == null) {
            throw new IllegalStateException("Nothing was done and nothing waits.");
        }
        return ofWhatIsDone.apply(done);
    }
}
