package org.openward.security.door;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openward.audit.AuditEntry.Deed;
import org.openward.tenancy.TenantId;

/**
 * Decides which of the refused get a row of their own: the first few from an address for a reason in a minute. The others
 * are counted, so that a flood fills neither the disk nor the memory.
 */
final class Knocks {
    static final int FIRST = 5;
    static final int ROWS = 100;
    static final int ADDRESSES = 100;
    static final String MANY = "";

    private static final Duration PAGE = Duration.ofMinutes(1);

    private final Clock clock;

    private Map<Knock, Integer> written = new HashMap<>();
    private Map<Knock, Integer> counted = new HashMap<>();
    private Instant begin;
    private int rows;

    Knocks(Clock clock) {
        this.clock = clock;
        this.begin = minute();
    }

    /**
     * Somebody who was refused.
     *
     * @param address where he came from, or {@link #MANY} for all who did not fit on the page
     */
    record Knock(TenantId tenant, Deed deed, String address) {
        Knock ofMany() {
            return new Knock(tenant, deed, MANY);
        }
    }

    /** How many were refused without a row of their own, in the minute from that moment on. */
    record Count(Knock knock, int times, Instant from) {}

    /** Whether this one is to be written down by itself; otherwise it was counted. */
    synchronized boolean deservesRow(Knock knock) {
        var before = written.getOrDefault(knock, 0);
        if (before < FIRST && rows < ROWS) {
            written.put(knock, before + 1);
            rows++;
            return true;
        }
        var fits = counted.containsKey(knock) || counted.size() < ADDRESSES;
        counted.merge(fits ? knock : knock.ofMany(), 1, Integer::sum);
        return false;
    }

    /** The counts of a minute that is over, each given once; nothing while it lasts. */
    synchronized List<Count> finished() {
        if (clock.instant().isBefore(begin.plus(PAGE))) {
            return List.of();
        }
        var counts = counted.entrySet().stream()
                .map(times -> new Count(times.getKey(), times.getValue(), begin))
                .toList();
        written = new HashMap<>();
        counted = new HashMap<>();
        rows = 0;
        begin = minute();
        return counts;
    }

    private Instant minute() {
        return clock.instant().truncatedTo(ChronoUnit.MINUTES);
    }
}
