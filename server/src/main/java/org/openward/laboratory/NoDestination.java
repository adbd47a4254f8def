package org.openward.laboratory;

import org.openward.fhir.Refusal;

/** Nothing can be filed where a person wants to have it. */
class NoDestination extends Refusal {
    private static final long serialVersionUID = 1L;

    private NoDestination(String message) {
        super(Kind.RULE, message);
    }

    static NoDestination patientNotInUse() {
        return new NoDestination(
                "The patient is not active, perhaps merged into another. Name the patient who is in use.");
    }

    static NoDestination orderNotInUse() {
        return new NoDestination("The order was revoked or entered in error. Name another order, or only the patient.");
    }

    static NoDestination orderOfAnother() {
        return new NoDestination("The order is another patient's. Name a patient and an order that belong together.");
    }
}
