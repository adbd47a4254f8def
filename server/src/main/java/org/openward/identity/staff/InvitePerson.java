package org.openward.identity.staff;

import java.util.Optional;
import java.util.regex.Pattern;
import org.openward.identity.accounts.Account;
import org.openward.identity.accounts.Roles;

/**
 * Gives somebody an account, and a link by which to set its first password.
 *
 * @param name as people say it
 * @param practitioner the id of the record that is this person's already
 */
record InvitePerson(String userName, String name, String email, Roles roles, Optional<String> practitioner) {
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,189}");

    private static final int LONGEST_NAME = 200;

    InvitePerson {
        if (!ADDRESS.matcher(email).matches()) {
            throw AccountRefused.malformed("Write in email where the person gets mail, such as asha@hospital.example.");
        }
        if (!Account.isUserName(userName)) {
            throw AccountRefused.malformed(
                    "A user name has at most 64 characters, no spaces, no | and none beyond ASCII. Say one in user-name.");
        }
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw AccountRefused.malformed("Write in name how the person is called, in at most 200 characters.");
        }
        AskedRoles.check(roles);
    }
}
