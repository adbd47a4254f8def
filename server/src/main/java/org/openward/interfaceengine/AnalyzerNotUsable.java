package org.openward.interfaceengine;

import org.openward.fhir.Refusal;

/** A Device describes an analyzer that the listener could not understand. */
class AnalyzerNotUsable extends Refusal {
    private static final long serialVersionUID = 1L;

    AnalyzerNotUsable(String reason) {
        super(Kind.RULE, reason);
    }
}
