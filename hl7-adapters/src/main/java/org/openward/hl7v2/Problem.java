package org.openward.hl7v2;

/** What is wrong with a message, where, and in words for the sender's technician; the text holds no patient data. */
public record Problem(ErrorCondition condition, Place place, String text, Severity severity) {

    /** Reject what can never be accepted; error what the sender may send again. */
    public enum Severity {
        ERROR,
        REJECT
    }

    public static Problem of(ErrorCondition condition, Place place, String text) {
        return new Problem(condition, place, text, condition.isRejection() ? Severity.REJECT : Severity.ERROR);
    }

    public Problem rejected() {
        return new Problem(condition, place, text, Severity.REJECT);
    }
}
