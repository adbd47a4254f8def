package org.openward.privacy;

import java.time.Duration;
import java.util.Optional;

/**
 * Somebody needs a patient's whole record at once, and says why.
 *
 * @param user the record that stands for him, such as {@code Practitioner/12}, where it depends on his roles whom he sees
 */
record BreakTheGlass(String patient, String reason, Duration time, Optional<String> user) {
    private static final int LONGEST_REASON = 500;
    private static final int SHORTEST_REASON = 10;
    private static final Duration LONGEST_TIME = Duration.ofMinutes(60);

    BreakTheGlass {
        reason = reason.strip();
        if (reason.length() < SHORTEST_REASON || reason.length() > LONGEST_REASON) {
            throw GlassNotBroken.withoutReason(SHORTEST_REASON, LONGEST_REASON);
        }
        if (time.compareTo(Duration.ofMinutes(1)) < 0 || time.compareTo(LONGEST_TIME) > 0) {
            throw GlassNotBroken.tooLong(LONGEST_TIME.toMinutes());
        }
    }
}
