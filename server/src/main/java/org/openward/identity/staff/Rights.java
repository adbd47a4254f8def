package org.openward.identity.staff;

import java.util.List;
import org.openward.identity.accounts.Account;
import org.openward.identity.accounts.Roles;
import org.openward.identity.sessions.SignIn;

/**
 * What an account can do, and where it is in use.
 *
 * @param isOpen whether its person can sign in
 * @param signIns those that last now
 */
record Rights(Account account, boolean isOpen, Roles roles, boolean hasSecondFactor, List<SignIn> signIns) {}
