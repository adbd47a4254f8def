package org.openward.notifications.carriers;

/** A receiver did not acknowledge. The message says why and quotes nothing that was sent. */
public final class NotDelivered extends Exception {
    private static final long serialVersionUID = 1L;

    private final Hope hope;

    /** Whether it is worth another try. */
    public enum Hope {
        LATER,
        NEVER
    }

    public NotDelivered(Hope hope, String why) {
        super(why);
        this.hope = hope;
    }

    public Hope hope() {
        return hope;
    }
}
