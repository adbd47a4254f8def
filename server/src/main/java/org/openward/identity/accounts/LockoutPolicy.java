package org.openward.identity.accounts;

import java.time.Duration;

/** How long nobody may try under a name after so many wrong passwords: nothing at first, then longer each time, never for good. */
record LockoutPolicy(int guesses, Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 30;

    /** The wait after that many wrong ones in a row; zero when the next may come at once. */
    Duration lockAfter(int failures) {
        if (failures < guesses) {
            return Duration.ZERO;
        }
        var doublings = Math.min(failures - guesses, MOST_DOUBLINGS);
        var lock = first.multipliedBy(1L << doublings);
        return lock.compareTo(longest) > 0 ? longest : lock;
    }
}
