package org.openward.fhir.intake;

import java.io.IOException;

/** The body was larger than one request may be. */
public final class BodyTooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    BodyTooLarge(String message) {
        super(message);
    }
}
