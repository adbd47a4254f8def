package org.openward.audit.witness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The rows of one tenant that this server wrote and that may not be chained yet. */
final class Recollection {
    private static final int MOST = 500_000;
    private static final Duration LONGEST_COMMIT = Duration.ofHours(1);

    private final Map<UUID, State> rows = new ConcurrentHashMap<>();
    private volatile long settled;
    private volatile boolean isBlind;

    /** @param begin the transaction since which this server writes at all */
    Recollection(long begin) {
        this.settled = begin;
    }

    private enum State {
        /** Perhaps in the database by now. */
        WRITING,
        /** In the database, for whoever looks from now on. */
        WRITTEN,
        /** In the database although nobody wrote it here; it was told. */
        TOLD
    }

    /**
     * What is in the database of this server's rows.
     *
     * @param written the transaction of each
     * @param sealedUntil where the chain ended before that was looked up
     */
    record Seen(Map<UUID, Long> written, long sealedUntil) {}

    void writing(UUID row) {
        // While the chain stands still for hours, remembering ends before the memory does.
        if (rows.size() >= MOST) {
            isBlind = true;
        } else {
            rows.put(row, State.WRITING);
        }
    }

    void written(UUID row) {
        rows.replace(row, State.WRITING, State.WRITTEN);
    }

    /** From this transaction on rows have to be looked up. */
    long settled() {
        return settled;
    }

    /** What must be in the database, for whoever looks it up afterwards. */
    Set<UUID> expected() {
        return rows.entrySet().stream()
                .filter(row -> row.getValue() == State.WRITTEN)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Compares, and forgets what the chain holds by now. */
    List<Discrepancy> compare(Set<UUID> expected, Seen seen, Instant now) {
        var found = new ArrayList<Discrepancy>();
        for (var row : expected) {
            if (!seen.written().containsKey(row) && rows.remove(row) != null) {
                found.add(new Discrepancy(row, true));
            }
        }
        for (var row : seen.written().keySet()) {
            if (!isBlind && rows.putIfAbsent(row, State.TOLD) == null) {
                found.add(new Discrepancy(row, false));
            }
        }
        seen.written().forEach((row, transaction) -> {
            if (Long.compareUnsigned(transaction, seen.sealedUntil()) < 0) {
                rows.remove(row);
            }
        });
        rows.entrySet().removeIf(row -> row.getValue() == State.WRITING && isLongAgo(row.getKey(), now));
        if (Long.compareUnsigned(seen.sealedUntil(), settled) > 0) {
            settled = seen.sealedUntil();
        }
        if (isBlind && rows.isEmpty() && seen.written().isEmpty()) {
            isBlind = false;
        }
        return found;
    }

    /** Of a commit that failed, as far as was heard here: a broken connection may hide that it did not, so the row may still come. */
    private static boolean isLongAgo(UUID row, Instant now) {
        return Instant.ofEpochMilli(row.getMostSignificantBits() >>> 16).isBefore(now.minus(LONGEST_COMMIT));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }
}
