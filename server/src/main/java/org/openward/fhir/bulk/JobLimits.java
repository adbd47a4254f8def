package org.openward.fhir.bulk;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/** How many jobs somebody may have, and for how long. */
@Component
class JobLimits {
    private final BulkSettings settings;
    private final Clock clock;

    JobLimits(BulkSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** To the millisecond, as records are stamped. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** When a job that ends now is removed. */
    Instant expiry() {
        return now().plus(settings.expiry());
    }

    void requireRoom(int unfinished) {
        if (unfinished >= settings.jobsPerCaller()) {
            throw new TooManyJobs(settings.jobsPerCaller());
        }
    }
}
