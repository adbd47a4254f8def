package org.openward.orders;

import org.openward.fhir.Refusal;

/** A client wrote an accession number that the order was not given. */
class AccessionNotYours extends Refusal {
    private static final long serialVersionUID = 1L;

    AccessionNotYours() {
        super(
                Kind.RULE,
                "G9",
                "The order carries an accession number that it was not given. Accession numbers are allocated by the server:"
                        + " leave the identifier out, or send it back as it was read.");
    }
}
