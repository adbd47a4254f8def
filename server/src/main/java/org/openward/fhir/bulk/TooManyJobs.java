package org.openward.fhir.bulk;

import org.openward.fhir.Refusal;

/** The caller has more unfinished jobs than one may have. */
class TooManyJobs extends Refusal {
    private static final long serialVersionUID = 1L;

    TooManyJobs(int most) {
        super(
                Kind.TOO_MANY,
                "You have " + most
                        + " unfinished bulk jobs here. Wait for one of them or withdraw it, then ask again.");
    }
}
