package org.openward.terminology.release;

/** A file is not the release that it should be; the message says why, to whoever brought it. */
public final class BadRelease extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadRelease(String why) {
        super(why);
    }
}
