package org.openward.identity.sessions;

import java.time.Instant;
import java.util.UUID;

/**
 * One person at one browser, from the password until it ends.
 *
 * @param id by which tokens, the person and the administrators name it; no secret
 * @param isComplete whether every step was taken that the account asks for, so that apps are let in
 * @param level how surely it is this person, one of {@link Assurance}
 * @param agent what the browser calls itself
 */
public record SignIn(
        UUID id,
        String userName,
        boolean isComplete,
        String level,
        String address,
        String agent,
        Instant since,
        Instant lastSeen) {
    /** Whether a second factor was shown in it. */
    public boolean hasSecondFactor() {
        return Assurance.SECOND_FACTOR.equals(level);
    }
}
