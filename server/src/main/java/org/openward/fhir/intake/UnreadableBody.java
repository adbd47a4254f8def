package org.openward.fhir.intake;

import java.io.IOException;

/** A body with something in it that no FHIR document holds; the message says what, and where it can be mended. */
public final class UnreadableBody extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableBody(String why) {
        super(why);
    }
}
