package org.openward.identity.caregivers;

import java.util.Optional;
import org.openward.identity.accounts.Enrolment.Enrolled;

/**
 * The account that a relative has.
 *
 * @param link by which the password is set; none of an account that was somebody's before, who has a password or a link for it
 */
record CaregiverAccount(String userName, Optional<Enrolled> link) {}
