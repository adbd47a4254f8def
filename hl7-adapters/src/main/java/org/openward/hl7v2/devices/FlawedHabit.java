package org.openward.hl7v2.devices;

/** A description of an analyzer says something that nobody can follow. */
public final class FlawedHabit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String why;

    /** A value that a part of the analyzer extension cannot have. */
    public FlawedHabit(String part, String value) {
        this("'" + value + "' is nothing that the part " + part + " of an analyzer's description can say.");
    }

    private FlawedHabit(String why) {
        super(why);
        this.why = why;
    }

    public String why() {
        return why;
    }
}
