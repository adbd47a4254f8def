package org.openward.laboratory;

import org.openward.fhir.Refusal;

/** The report holds nothing that a person could take responsibility for. */
class NothingToVerify extends Refusal {
    private static final long serialVersionUID = 1L;

    NothingToVerify(String reason) {
        super(Kind.RULE, "L4", reason + " Only a report whose results are all measured can be verified.");
    }
}
