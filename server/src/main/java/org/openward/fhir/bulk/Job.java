package org.openward.fhir.bulk;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openward.tenancy.Caller;

/**
 * An export, an import or the installation of a package as it stands.
 *
 * @param submitter who asked for it; nobody else can see it
 * @param plan what is to be done, as its kind of work wrote it down
 * @param stage how far the work has come, as its kind counts
 * @param position how far within the stage
 * @param time no later state of the records is taken out
 * @param expires when its files are removed, once it has ended
 */
public record Job(
        UUID id,
        Kind kind,
        Status status,
        Caller submitter,
        String request,
        String plan,
        int stage,
        long position,
        Instant time,
        Instant created,
        @Nullable Instant expires) {
    /** Which way the records go. */
    public enum Kind {
        EXPORT,
        IMPORT,
        /** Of a package: definitions come in, and no records. */
        INSTALL,
        /** Brings a code system in from the file of its publisher. */
        LOAD
    }

    /** Whether it goes on, and how it ended. */
    public enum Status {
        ACTIVE,
        COMPLETE,
        FAILED,
        WITHDRAWN
    }

    /** Whether nobody may see it any more, so that it can be removed. */
    boolean isOver(Instant now) {
        return status == Status.WITHDRAWN || (expires != null && !now.isBefore(expires));
    }
}
