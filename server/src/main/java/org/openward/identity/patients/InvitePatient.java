package org.openward.identity.patients;

import java.util.Optional;
import org.openward.identity.accounts.Account;

/**
 * Gives a patient an account for his own record, or another link to the one that he has.
 *
 * @param patient the id of the record
 * @param userName with which he is to sign in; his mail address where nothing is said
 * @param factor what becomes of a second factor that he has
 */
record InvitePatient(String patient, Optional<String> userName, Factor factor) {
    /** Whether the phone with the second factor is lost. */
    enum Factor {
        KEPT,
        REMOVED
    }

    InvitePatient {
        if (userName.filter(name -> !Account.isUserName(name)).isPresent()) {
            throw PatientAccountRefused.unnamed();
        }
    }
}
