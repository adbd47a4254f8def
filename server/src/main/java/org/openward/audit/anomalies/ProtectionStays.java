package org.openward.audit.anomalies;

import org.openward.fhir.Refusal;

/** Somebody tried to take the label off a patient who is under special protection. */
class ProtectionStays extends Refusal {
    private static final long serialVersionUID = 1L;

    ProtectionStays() {
        super(
                Kind.FORBIDDEN,
                "X5",
                "This patient is under special protection, and nobody who works here takes the label off. Send the update without"
                        + " the header X-Meta-Snapshot-Mode.");
    }
}
