package org.openward.hl7v2.mllp;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** An answer of several messages, each in a frame of its own. */
public final class AnswerFrames {
    private AnswerFrames() {}

    /** One answer, and in the next frame the other. */
    public static byte[] of(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(first.length + second.length + 3);
        both.writeBytes(first);
        both.write(Frames.END);
        both.write(Frames.RETURN);
        both.write(Frames.START);
        both.writeBytes(second);
        return both.toByteArray();
    }

    /** The first message of an answer, where there is room for one only, as in a batch. */
    public static byte[] first(byte[] answer) {
        for (int at = 0; at + 2 < answer.length; at++) {
            if (answer[at] == Frames.END && answer[at + 1] == Frames.RETURN && answer[at + 2] == Frames.START) {
                return Arrays.copyOf(answer, at);
            }
        }
        return answer;
    }
}
