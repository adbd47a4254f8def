package org.openward.registration;

import org.openward.fhir.Refusal;
import org.openward.profiles.Systems;

/** Only the hospital gives out numbers of its own series. */
class MedicalRecordNumberIsOurs extends Refusal {
    private static final long serialVersionUID = 1L;

    MedicalRecordNumberIsOurs() {
        super(
                Kind.RULE,
                "G9",
                "Identifiers of system " + Systems.MRN + " are given out by this server alone. Leave the identifier"
                        + " out, or send the patient's other number under its own system.");
    }
}
