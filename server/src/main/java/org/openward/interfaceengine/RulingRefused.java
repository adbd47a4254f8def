package org.openward.interfaceengine;

import org.openward.fhir.Refusal;
import org.openward.interfaceengine.Outcome.Reason;

/** A person cannot decide that of this message, or not any more. */
public class RulingRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private RulingRefused(Kind kind, String message) {
        super(kind, "G6", message);
    }

    static RulingRefused notFor(Reason reason, Ruling.Kind decision) {
        return new RulingRefused(
                Kind.RULE,
                "A message held as " + reason.code() + " cannot be decided by " + decision.operation()
                        + ". Remove what stands in its way and replay it, or discard it.");
    }

    static RulingRefused givenUp() {
        return new RulingRefused(
                Kind.RULE, "The message was given up after a failure, not held. Replay it, or discard it.");
    }

    static RulingRefused severalPatients() {
        return new RulingRefused(
                Kind.RULE,
                "The message is about several patients, so it cannot be filed under one. Correct the numbers there or"
                        + " here, then replay it.");
    }

    static RulingRefused severalOrders() {
        return new RulingRefused(
                Kind.RULE,
                "The message answers several orders, so it cannot be filed under one. Name the patient only.");
    }

    static RulingRefused saysWhoThePatientIs() {
        return new RulingRefused(
                Kind.RULE,
                "The message itself says who the patient is, so nobody can name another. Correct the numbers there or here,"
                        + " then replay it, or discard it.");
    }

    static RulingRefused noResultsOfAnOrder() {
        return new RulingRefused(
                Kind.RULE, "The message brings no results, so it answers no order. Name the patient only.");
    }

    public static RulingRefused stillAsked() {
        return new RulingRefused(
                Kind.CONFLICT,
                "The message that this task asks about waits. Replay, release, reroute or discard it; then the task may go.");
    }

    /** Somebody else was faster, or the same person decided otherwise before. */
    public static RulingRefused decidedOtherwise() {
        return new RulingRefused(Kind.CONFLICT, "Something else was decided about the message before. Read its task.");
    }
}
