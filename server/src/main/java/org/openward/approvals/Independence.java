package org.openward.approvals;

import java.time.Instant;
import java.util.Optional;

/** Knows when one person may act under two names; whoever keeps accounts brings it, as a component. */
public interface Independence {
    /**
     * Why one of them could have acted as the other, or somebody else as both, in words for them; nothing if nobody could.
     *
     * @param proposed when the proposer made the proposal that the approver decides about now
     */
    Optional<String> objectionTo(String approver, String proposer, Instant proposed);
}
