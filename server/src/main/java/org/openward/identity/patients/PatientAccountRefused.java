package org.openward.identity.patients;

import org.openward.fhir.Refusal;

/** A patient cannot be given an account that way. */
final class PatientAccountRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private PatientAccountRefused(Kind kind, String message) {
        super(kind, "X3", message);
    }

    static PatientAccountRefused unnamed() {
        return new PatientAccountRefused(
                Kind.MALFORMED,
                "A user name has at most 64 characters, no spaces, no | and none beyond ASCII. The record has no mail address"
                        + " that could be one: say one in user-name.");
    }

    static PatientAccountRefused nobodyCouldUseIt() {
        return new PatientAccountRefused(
                Kind.RULE,
                "The record is not active, was merged into another one, or its patient has died. Invite the patient of the record"
                        + " that is in use.");
    }

    static PatientAccountRefused minor() {
        return new PatientAccountRefused(
                Kind.RULE,
                "The patient is under age: a parent or guardian acts for him. Invite the RelatedPerson; the patient himself can be"
                        + " invited from the day on which he is of age.");
    }

    static PatientAccountRefused nameTaken() {
        return new PatientAccountRefused(Kind.CONFLICT, "That user name is taken. Say another one in user-name.");
    }
}
