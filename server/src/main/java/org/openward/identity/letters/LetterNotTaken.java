package org.openward.identity.letters;

/** A letter was not taken; the message names neither its receiver nor its content. */
public final class LetterNotTaken extends Exception {
    private static final long serialVersionUID = 1L;

    public LetterNotTaken(String why) {
        super(why);
    }
}
