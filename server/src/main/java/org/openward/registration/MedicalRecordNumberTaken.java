package org.openward.registration;

import org.openward.fhir.Refusal;

/** Two patients cannot share a medical record number. */
class MedicalRecordNumberTaken extends Refusal {
    private static final long serialVersionUID = 1L;

    MedicalRecordNumberTaken() {
        super(
                Kind.CONFLICT,
                "G9",
                "This medical record number is empty or belongs to a patient already. Look the patient up by it, or"
                        + " migrate the patient under a free number.");
    }
}
