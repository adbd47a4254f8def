package org.openward.billing;

import org.openward.fhir.Refusal;

/** A charge cannot be written as asked. */
class ChargeRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private ChargeRefused(String invariant, String message) {
        super(Kind.RULE, invariant, message);
    }

    static ChargeRefused billedOnlyByOperation() {
        return new ChargeRefused(
                "F3", "A charge becomes billed by Invoice/$generate only. Write it as billable and generate the bill.");
    }

    static ChargeRefused billedIsFinal() {
        return new ChargeRefused("F14", "A charge that stands on a bill is neither changed nor deleted.");
    }
}
