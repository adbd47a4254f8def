package org.openward.approvals;

import org.openward.fhir.Refusal;

/**
 * A write that somebody else has to approve first. Thrown by a guard, it undoes the write; one that was sent by itself becomes a
 * proposal and is answered with its Task.
 */
public class ApprovalNeeded extends Refusal {
    private static final long serialVersionUID = 1L;

    private final transient Proposal proposal;

    public ApprovalNeeded(Proposal proposal) {
        super(
                Kind.RULE,
                "X1",
                "This change (" + proposal.change()
                        + ") needs the approval of somebody else; nothing was changed. Sent by "
                        + "itself, for one record and not in a Bundle, it becomes a proposal.");
        this.proposal = proposal;
    }

    Proposal proposal() {
        return proposal;
    }
}
