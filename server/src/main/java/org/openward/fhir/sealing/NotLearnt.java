package org.openward.fhir.sealing;

import org.openward.fhir.Refusal;

/** This server has not heard for a while how the others encrypt numbers, so that what it knew may hold no more. */
final class NotLearnt extends Refusal {
    private static final long serialVersionUID = 1L;

    NotLearnt() {
        super(
                Kind.UNAVAILABLE,
                "How identity numbers are encrypted by now could not be read from the database. Send the same request again.");
    }
}
