package org.openward.approvals;

import java.util.Optional;

/** A kind of high-risk change that nobody makes alone; each department brings its own, as a component. */
public interface ApprovableChange {
    /** Put before a change's name, it makes the permission of whoever approves it; with {@code *} of all changes. */
    String PERMISSION = "approval/";

    /** What it is called in proposals and permissions, such as {@code price-change}. */
    String name();

    /**
     * Does what was proposed, in the transaction of the approval and in the approver's name. What it throws leaves the proposal open.
     *
     * @param content as it stood in the proposal, to the letter
     * @param proposer whoever proposed it
     * @return the record that came of it, such as {@code ChargeItemDefinition/12}, if there is one
     */
    Optional<String> carryOut(String content, String proposer);

    /** Forgets what was kept for a proposal that was rejected or is too old, in the transaction that closes it. */
    default void drop(String content) {}
}
