package org.openward.approvals;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A proposal as it is kept: who made it and when, until when it may be decided, and what became of it.
 *
 * @param proposerRecord the record that stands for the proposer in the hospital, as far as it was known
 */
record KeptProposal(
        String task,
        String change,
        String content,
        String hash,
        String proposer,
        @Nullable String proposerRecord,
        Instant proposedAt,
        Instant expiresAt,
        Status status) {
    /** What became of a proposal. */
    enum Status {
        OPEN,
        CARRIED_OUT,
        REJECTED,
        EXPIRED
    }

    boolean isOpen() {
        return status == Status.OPEN;
    }
}
