package org.openward.approvals;

import java.time.Instant;

/** A proposal as it is kept: who made it and when, until when it may be decided, and what became of it. */
record KeptProposal(
        String task,
        String change,
        String content,
        String hash,
        String proposer,
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
