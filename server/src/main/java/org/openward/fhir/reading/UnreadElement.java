package org.openward.fhir.reading;

import org.openward.fhir.Refusal;

/** A record says something that could not be kept, such as an element that FHIR does not know. */
public final class UnreadElement extends Refusal {
    private static final long serialVersionUID = 1L;

    UnreadElement(String why) {
        super(Kind.MALFORMED, why + " It would be lost; nothing was stored.");
    }
}
