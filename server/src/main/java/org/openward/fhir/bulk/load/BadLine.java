package org.openward.fhir.bulk.load;

import org.openward.fhir.Refusal;

/** A line that is no record of its file's type. */
class BadLine extends Refusal {
    private static final long serialVersionUID = 1L;

    BadLine(String why) {
        super(Kind.MALFORMED, why);
    }
}
