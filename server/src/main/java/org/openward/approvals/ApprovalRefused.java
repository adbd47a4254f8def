package org.openward.approvals;

import org.openward.fhir.Refusal;

/** A proposal cannot be decided, or not by this caller. */
public class ApprovalRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private static final String INVARIANT = "X1";

    private ApprovalRefused(Kind kind, String message) {
        super(kind, INVARIANT, message);
    }

    /** What was to be changed is not any more as the proposer saw it. */
    public static ApprovalRefused overtaken() {
        return new ApprovalRefused(
                Kind.CONFLICT,
                "The record was changed after this was proposed. Reject the proposal and propose the change again.");
    }

    static ApprovalRefused noProposal() {
        return new ApprovalRefused(Kind.RULE, "This task asks for no approval. There is nothing to decide.");
    }

    static ApprovalRefused ownProposal() {
        return new ApprovalRefused(
                Kind.FORBIDDEN, "Nobody approves what he proposed himself. Ask somebody else with the permission.");
    }

    static ApprovalRefused notPermitted(String permission) {
        return new ApprovalRefused(
                Kind.FORBIDDEN, "Deciding about this proposal needs the permission " + permission + ".");
    }

    static ApprovalRefused notIndependent(String why) {
        return new ApprovalRefused(Kind.FORBIDDEN, why + " Somebody else must approve this.");
    }

    static ApprovalRefused decidedAlready(String status) {
        return new ApprovalRefused(
                Kind.CONFLICT, "This proposal was decided before: it is " + status + ". Nothing was changed now.");
    }

    static ApprovalRefused expired() {
        return new ApprovalRefused(
                Kind.RULE, "This proposal has expired. Propose the change again if it is still wanted.");
    }

    static ApprovalRefused altered() {
        return new ApprovalRefused(
                Kind.RULE, "What is stored is not what was proposed. Nothing was changed; tell the security officer.");
    }

    static ApprovalRefused unknownChange(String change) {
        return new ApprovalRefused(Kind.RULE, "This server does not know how to carry out " + change + ". Reject it.");
    }

    static ApprovalRefused writtenByHand() {
        return new ApprovalRefused(
                Kind.FORBIDDEN,
                "Tasks that ask for an approval are the server's own. Decide with Task/$approve or Task/$reject.");
    }

    static ApprovalRefused commentTooLong(int longest) {
        return new ApprovalRefused(Kind.MALFORMED, "A comment has at most " + longest + " characters.");
    }
}
