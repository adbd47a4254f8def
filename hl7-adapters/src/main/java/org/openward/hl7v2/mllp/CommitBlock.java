package org.openward.hl7v2.mllp;

import java.util.Arrays;

/**
 * The commit acknowledgement of MLLP release 2: a frame that holds one byte only and says that the message before it is kept, or
 * is not. The answer of HL7 follows in a frame of its own.
 */
public final class CommitBlock {
    private static final byte KEPT = 0x06;
    private static final byte NOT_KEPT = 0x15;

    private CommitBlock() {}

    /** Whether these bytes of a frame are no message but the sender's word on what we sent. */
    public static boolean is(byte[] content) {
        return content.length == 1 && (content[0] == KEPT || content[0] == NOT_KEPT);
    }

    /** The content of the one frame that says that the message is not kept. */
    public static byte[] notKept() {
        return new byte[] {NOT_KEPT};
    }

    /** Whether this is the answer to a message that is not kept. */
    public static boolean refuses(byte[] answer) {
        return answer.length == 1 && answer[0] == NOT_KEPT;
    }

    /** The word that the message is kept, and in the next frame its answer unless that is empty. */
    public static byte[] before(byte[] answer) {
        byte[] kept = {KEPT};
        return answer.length == 0 ? kept : AnswerFrames.of(kept, answer);
    }

    /** Whether the answer is led by the word that its message is kept. */
    public static boolean leads(byte[] answer) {
        return answer.length > 0 && answer[0] == KEPT;
    }

    /** The answer alone. */
    public static byte[] without(byte[] answer) {
        if (!leads(answer)) {
            return answer;
        }
        return answer.length == 1 ? new byte[0] : Arrays.copyOfRange(answer, 4, answer.length);
    }
}
