package org.openward.fhir.sealing;

import org.openward.fhir.Refusal;

/** A client sends what looks like a number that this server encrypted: nobody gets to see one, so it comes from the database. */
final class SealedValueSent extends Refusal {
    private static final long serialVersionUID = 1L;

    SealedValueSent() {
        super(
                Kind.RULE,
                "The value of an identifier begins with " + SealedTexts.MARK
                        + ", which is reserved for numbers in the database of this server. Send the number itself.");
    }
}
