package org.openward.identity.staff;

import java.time.Instant;

/**
 * What an administrator gives to somebody who is to set a password.
 *
 * @param practitioner the id of the person's record
 * @param secret what the link holds; shown this once
 */
record Welcome(String practitioner, String userName, String secret, Instant expires) {
    @Override
    public String toString() {
        return "welcome for " + userName;
    }
}
