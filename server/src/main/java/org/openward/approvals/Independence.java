package org.openward.approvals;

import java.util.Optional;

/** Knows when two names may be one person; whoever keeps accounts brings it, as a component. */
public interface Independence {
    /** Why one of them could have acted as the other, in words for both; nothing if not. */
    Optional<String> objectionTo(String approver, String proposer);
}
