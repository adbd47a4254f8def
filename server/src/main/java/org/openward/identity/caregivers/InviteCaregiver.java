package org.openward.identity.caregivers;

import java.util.Optional;
import org.openward.identity.accounts.Account;

/**
 * Gives a relative an account, or one that he has already another patient.
 *
 * @param relative the id of the RelatedPerson
 * @param userName with which he signs in, or is to; his mail address where nothing is said
 * @param factor what becomes of a second factor that he has
 */
record InviteCaregiver(String relative, Optional<String> userName, Factor factor) {
    /** Whether the phone with the second factor is lost. */
    enum Factor {
        KEPT,
        REMOVED
    }

    InviteCaregiver {
        if (userName.filter(name -> !Account.isUserName(name)).isPresent()) {
            throw CaregiverRefused.unnamed();
        }
    }
}
