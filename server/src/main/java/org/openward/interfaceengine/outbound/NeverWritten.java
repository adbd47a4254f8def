package org.openward.interfaceengine.outbound;

import org.openward.fhir.Refusal;

/** A message that could not be written cannot be sent again. */
class NeverWritten extends Refusal {
    private static final long serialVersionUID = 1L;

    NeverWritten() {
        super(
                Kind.RULE,
                "The message could not be written, so it cannot be sent again. Correct what the task names: the next version of "
                        + "the record is sent.");
    }
}
