package org.openward.fhir.reading;

import java.util.function.Supplier;

/** Knows whether what is being read was sent by somebody, whose narratives may bring no scripts and style sheets (decision 0107). */
public final class SentNarratives {
    static final OnThisThread READ = new OnThisThread();

    private SentNarratives() {}

    /**
     * Reads what was sent.
     *
     * @throws ForbiddenElement when a narrative has a script or a style sheet
     */
    public static <T> T in(Supplier<T> reading) {
        return READ.during(reading);
    }

    /** @param forbidden the name of an element that is not to be in a narrative; empty when there is none */
    static void require(String forbidden) {
        if (!forbidden.isEmpty()) {
            throw new ForbiddenElement(forbidden.length() > 16 ? forbidden.substring(0, 16) : forbidden);
        }
    }
}
