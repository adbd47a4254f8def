package org.openward.hl7v2.writing;

/** A record cannot be said in the message that its receiver wants; the text says what is in the way, without patient data. */
public final class CannotBeWritten extends Exception {
    private static final long serialVersionUID = 1L;

    public CannotBeWritten(String why) {
        super(why);
    }

    public String why() {
        return String.valueOf(getMessage());
    }
}
