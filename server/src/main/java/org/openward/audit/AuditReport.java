package org.openward.audit;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tenant's trail is whole.
 *
 * @param checked how many rows were compared with the chain
 * @param findings what does not fit, oldest first, at most {@value #MOST_FINDINGS}
 */
record AuditReport(int checked, List<Finding> findings) {
    static final int MOST_FINDINGS = 100;

    boolean isWhole() {
        return findings.isEmpty();
    }

    /** What was done to the trail. */
    enum Kind {
        ALTERED,
        DELETED,
        INSERTED;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One thing that does not fit the chain.
     *
     * @param event the audit event concerned, when it is known
     */
    record Finding(Kind kind, @Nullable UUID event, @Nullable Instant recorded, String detail) {
        static Finding of(Kind kind, KeptRow row, String detail) {
            return new Finding(kind, row.id(), row.recorded(), detail);
        }

        static Finding of(Kind kind, String detail) {
            return new Finding(kind, null, null, detail);
        }
    }
}
