package org.openward.security.door;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openward.audit.AuditEntry.Deed;
import org.openward.security.door.DoorBook.Visitor;
import org.openward.tenancy.TenantId;

/**
 * Decides which of the refused get a row of their own: the first few of a name from an address for a reason in a minute. The others
 * are counted, so that a flood fills neither the disk nor the memory.
 */
final class Knocks {
    static final int FIRST = 5;
    static final int ROWS = 100;
    static final int ADDRESSES = 100;
    static final String MANY = "";

    private static final Duration LENGTH = Duration.ofMinutes(1);

    private final Clock clock;

    private Map<Known, Page> pages = new EnumMap<>(Known.class);
    private Instant begin;

    Knocks(Clock clock) {
        this.clock = clock;
        this.begin = minute();
    }

    /** What is known of whoever was refused. Each has a page of its own, so that no crowd of strangers takes the rows of those with a name. */
    enum Known {
        NOTHING,
        /** A name that he did not prove to be his. */
        CLAIM,
        /** His name, by a valid token. */
        IDENTITY
    }

    /**
     * Somebody who was refused.
     *
     * @param address where he came from, or {@link #MANY} for all who did not fit on the page
     */
    record Knock(TenantId tenant, Deed deed, String address, Known known, Visitor visitor) {
        Knock ofMany() {
            return new Knock(tenant, deed, MANY, known, Visitor.client(null));
        }
    }

    /** How many were refused without a row of their own, in the minute from that moment on. */
    record Count(Knock knock, int times, Instant from) {}

    /** Whether this one is to be written down by itself; otherwise it was counted. */
    synchronized boolean deservesRow(Knock knock) {
        return pages.computeIfAbsent(knock.known(), known -> new Page()).deservesRow(knock);
    }

    /** The counts of a minute that is over, each given once; nothing while it lasts. */
    synchronized List<Count> finished() {
        if (clock.instant().isBefore(begin.plus(LENGTH))) {
            return List.of();
        }
        var counts = pages.values().stream()
                .flatMap(page -> page.counted.entrySet().stream())
                .map(times -> new Count(times.getKey(), times.getValue(), begin))
                .toList();
        pages = new EnumMap<>(Known.class);
        begin = minute();
        return counts;
    }

    private Instant minute() {
        return clock.instant().truncatedTo(ChronoUnit.MINUTES);
    }

    private static final class Page {
        private final Map<Knock, Integer> written = new HashMap<>();
        private final Map<Knock, Integer> counted = new HashMap<>();
        private int rows;

        boolean deservesRow(Knock knock) {
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
    }
}
