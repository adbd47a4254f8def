/** People's accounts: passwords and their rules, wrong guesses, roles, and the links by which somebody comes in for the first time. */
@NullMarked
package org.openward.identity.accounts;

import org.jspecify.annotations.NullMarked;
