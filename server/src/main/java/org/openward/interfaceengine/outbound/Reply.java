package org.openward.interfaceengine.outbound;

import java.util.List;
import java.util.stream.Stream;
import org.openward.hl7v2.Acknowledgement;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.law.WorkAnswer;

/**
 * What an answer means for the message.
 *
 * @param code MSA-1, or empty when there is no answer
 * @param reason in words
 */
record Reply(Verdict verdict, String code, String reason) {
    private static final int LONGEST_REASON = 500;

    /** Whether the receiver has the message. */
    enum Verdict {
        TAKEN,
        REFUSED
    }

    /**
     * @param type of the message that was answered
     * @param raw the bytes of the answer
     */
    static Reply of(String type, Acknowledgement answer, byte[] raw) {
        if (!answer.isAccepted()) {
            return new Reply(Verdict.REFUSED, answer.code(), words(answer.reasons()));
        }
        var declined = type.startsWith("OML") ? declined(raw) : List.<String>of();
        return declined.isEmpty()
                ? new Reply(Verdict.TAKEN, answer.code(), "")
                : new Reply(Verdict.REFUSED, answer.code(), words(declined));
    }

    private static String words(List<String> reasons) {
        var text = reasons.isEmpty() ? "It gave no reason." : String.join("; ", reasons);
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "…" : text;
    }

    /** The steps of the work that an analyzer took as a message but will not do. */
    private static List<String> declined(byte[] raw) {
        try {
            return WorkAnswer.of(Hl7Message.parse(raw)).steps().stream()
                    .flatMap(Reply::said)
                    .toList();
        } catch (MalformedMessage unreadable) {
            return List.of("Its answer to the single tests cannot be read.");
        }
    }

    private static Stream<String> said(WorkAnswer.Step step) {
        return switch (step.verdict()) {
            case ACCEPTED, CANCELLED -> Stream.empty();
            case UNABLE -> Stream.of("The analyzer cannot do " + step.id() + ".");
            case NOT_CANCELLED -> Stream.of("It is too late to cancel " + step.id() + ".");
            case UNKNOWN -> Stream.of("What the analyzer says to " + step.id() + " is not understood.");
        };
    }
}
