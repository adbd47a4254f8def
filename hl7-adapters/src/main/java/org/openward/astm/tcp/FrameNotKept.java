package org.openward.astm.tcp;

/** A frame is refused on purpose, so nobody needs to look for a failure. */
public final class FrameNotKept extends Exception {
    private static final long serialVersionUID = 1L;

    public FrameNotKept(String why) {
        super(why);
    }
}
