package org.openward.identity.caregivers;

import org.openward.fhir.Refusal;

/** A relative cannot be given an account that way, or decides what is not his to decide. */
final class CaregiverRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private CaregiverRefused(Kind kind, String message) {
        super(kind, "X3", message);
    }

    static CaregiverRefused unnamed() {
        return new CaregiverRefused(
                Kind.MALFORMED,
                "A user name has at most 64 characters, no spaces, no | and none beyond ASCII. The record has no mail address"
                        + " that could be one: say one in user-name.");
    }

    static CaregiverRefused notActive() {
        return new CaregiverRefused(Kind.RULE, "The RelatedPerson is not active. Invite the one that is in use.");
    }

    static CaregiverRefused nameTaken() {
        return new CaregiverRefused(
                Kind.CONFLICT,
                "That user name is taken. Say another one in user-name; or this one, if it is the account that the very same person"
                        + " has for another patient of this tenant.");
    }

    static CaregiverRefused otherAccount(String userName) {
        return new CaregiverRefused(
                Kind.CONFLICT,
                "The RelatedPerson has the account " + userName + " already. Invite without a user-name.");
    }

    static CaregiverRefused factorOfAnother() {
        return new CaregiverRefused(
                Kind.RULE,
                "An account that is joined keeps its second factor. Invite the RelatedPerson for whom the account was made, to"
                        + " remove it.");
    }

    static CaregiverRefused decidesForItself() {
        return new CaregiverRefused(
                Kind.FORBIDDEN,
                "A relative does not decide who acts for the patient. The patient does, or the hospital at his word.");
    }
}
