package org.openward.fhir.reading;

import org.openward.fhir.Refusal;

/** A narrative brings what is no text to be read: a script or a style sheet. */
public final class ForbiddenElement extends Refusal {
    private static final long serialVersionUID = 1L;

    ForbiddenElement(String name) {
        super(
                Kind.MALFORMED,
                "txt-1",
                "Narrative.div has <" + name + ">, which FHIR's rule txt-1 forbids: a narrative is plain XHTML without"
                        + " scripts, style sheets and declarations. Leave it out and send the record again; nothing was"
                        + " stored.");
    }
}
