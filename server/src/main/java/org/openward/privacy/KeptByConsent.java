package org.openward.privacy;

import org.openward.fhir.Refusal;

/** Somebody tried to change what the patient keeps from him. */
class KeptByConsent extends Refusal {
    private static final long serialVersionUID = 1L;

    KeptByConsent() {
        super(
                Kind.FORBIDDEN,
                "X3",
                "The patient has decided that this record is not for you. In an emergency use Patient/$break-glass first.");
    }
}
