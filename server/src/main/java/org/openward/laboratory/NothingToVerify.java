package org.openward.laboratory;

import org.openward.fhir.Refusal;

/** The report holds nothing that this person could take responsibility for. */
class NothingToVerify extends Refusal {
    private static final long serialVersionUID = 1L;

    NothingToVerify(String reason) {
        super(
                Kind.RULE,
                "L4",
                reason + " A report can be verified when all its results are measured, by somebody who did not produce"
                        + " them.");
    }
}
