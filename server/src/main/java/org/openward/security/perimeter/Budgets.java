package org.openward.security.perimeter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;

/**
 * What is left to each of many visitors. Whoever was not seen for some minutes is forgotten, and so are the rarest when there are too
 * many: the memory that this takes has a bound.
 */
final class Budgets {
    private static final int MOST = 50_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Cache<String, Bucket> left = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(REMEMBERED)
            .build();
    private final TimeMeter time;

    Budgets(Clock clock) {
        this.time = new ClockTime(clock);
    }

    /**
     * How much there is at once, and how fast it comes back.
     *
     * @param refill how much comes back in that time
     */
    record Size(long burst, long refill, Duration time) {
        static Size perSecond(long refill, long burst) {
            return new Size(burst, refill, Duration.ofSeconds(1));
        }

        static Size perMinute(long refill) {
            return new Size(refill, refill, Duration.ofMinutes(1));
        }
    }

    /** Takes one from the visitor's budget; false when nothing is left. */
    boolean take(String visitor, Size size) {
        return of(visitor, size).tryConsume(1);
    }

    /** Whether nothing is left of it. */
    boolean isSpent(String visitor) {
        var known = left.getIfPresent(visitor);
        return known != null && known.getAvailableTokens() < 1;
    }

    /** After how many whole seconds one may be taken again, one at least. */
    long secondsToWait(String visitor, Size size) {
        var nanos = of(visitor, size).estimateAbilityToConsume(1).getNanosToWaitForRefill();
        return Math.max(1, Duration.ofNanos(nanos).plusMillis(999).toSeconds());
    }

    long visitors() {
        left.cleanUp();
        return left.estimatedSize();
    }

    private Bucket of(String visitor, Size size) {
        return left.get(visitor, unknown -> Bucket.builder()
                .addLimit(limit -> limit.capacity(size.burst()).refillGreedy(size.refill(), size.time()))
                .withCustomTimePrecision(time)
                .build());
    }

    private record ClockTime(Clock clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return Duration.ofMillis(clock.millis()).toNanos();
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
