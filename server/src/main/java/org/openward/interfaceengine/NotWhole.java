package org.openward.interfaceengine;

/** A message has no end, so that nobody knows what is missing of it. */
class NotWhole extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    NotWhole(String why) {
        super(why);
        this.why = why;
    }

    String why() {
        return why;
    }
}
