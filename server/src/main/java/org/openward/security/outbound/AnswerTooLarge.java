package org.openward.security.outbound;

import java.io.IOException;

/** The other side sends more than was asked for. */
public final class AnswerTooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    AnswerTooLarge(long limit) {
        super("The answer is longer than " + limit + " bytes.");
    }
}
