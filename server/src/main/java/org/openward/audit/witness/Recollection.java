package org.openward.audit.witness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * The rows of one tenant that this server wrote and that may not be chained yet. Rows are written by many at once; looked at by one at a
 * time.
 */
final class Recollection {
    static final int MOST = 500_000;

    private static final Duration LONGEST_COMMIT = Duration.ofHours(1);
    private static final long NEVER = 0;

    private final Map<UUID, Remembered> rows = new ConcurrentHashMap<>();
    private final Queue<UUID> written = new ConcurrentLinkedQueue<>();
    private final List<UUID> gathered = new ArrayList<>();
    private final Deque<Batch> batches = new ArrayDeque<>();
    private final AtomicReference<Blindness> blindness = new AtomicReference<>(Blindness.NONE);
    private final int most;
    private long settled;

    /**
     * @param begin the transaction since which this server writes at all
     * @param most how many rows are remembered
     */
    Recollection(long begin, int most) {
        this.settled = begin;
        this.most = most;
    }

    private enum State {
        /** Perhaps in the database by now. */
        WRITING,
        /** In the database, for whoever looks from now on. */
        WRITTEN,
        /** In the database although nobody wrote it here; it was told. */
        TOLD
    }

    private record Remembered(State state, Instant since) {
        boolean isForgotten(Instant now) {
            return state != State.WRITTEN && isLongAgo(since, now);
        }
    }

    /** Rows whose transactions are all before that one. */
    private record Batch(long before, List<UUID> rows) {}

    /**
     * That rows were written which nobody remembers.
     *
     * @param since the last of them
     * @param until the chain must hold all before this transaction until it is over; none as long as some may still come
     */
    private record Blindness(Instant since, long until) {
        static final Blindness NONE = new Blindness(Instant.MAX, NEVER);
    }

    /**
     * Where the database was when it was asked.
     *
     * @param sealedUntil the transaction at which the chain ended
     * @param decided each transaction before this one was over
     * @param begun no transaction from this one on was over
     */
    record Moment(long sealedUntil, long decided, long begun) {}

    /** A commit that failed, as far as was heard here: a broken connection may hide that it did not, so the row may still come for a while. */
    private static boolean isLongAgo(Instant since, Instant now) {
        return since.isBefore(now.minus(LONGEST_COMMIT));
    }

    void writing(UUID row, Instant now) {
        // While the chain stands still for hours, remembering ends before the memory does.
        if (rows.size() >= most) {
            blindness.set(new Blindness(now, NEVER));
        } else {
            rows.put(row, new Remembered(State.WRITING, now));
        }
    }

    void written(UUID row) {
        var known = rows.get(row);
        if (known != null
                && known.state() == State.WRITING
                && rows.replace(row, known, new Remembered(State.WRITTEN, known.since()))) {
            written.add(row);
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    boolean knows(UUID row) {
        return rows.containsKey(row);
    }

    /** Whether a row may be in the database that this server wrote and does not remember. */
    boolean isBlind() {
        return !Blindness.NONE.equals(blindness.get());
    }

    /** From this transaction on rows have to be looked up. */
    long settled() {
        return settled;
    }

    /** Before the database is asked for the moment: what was written up to now was over by then. */
    void gather() {
        for (var row = written.poll(); row != null; row = written.poll()) {
            gathered.add(row);
        }
    }

    /** What was gathered is in transactions before those that had not begun. */
    void date(Moment moment, Instant now) {
        if (!gathered.isEmpty()) {
            batches.add(new Batch(moment.begun(), List.copyOf(gathered)));
            gathered.clear();
        }
        var blind = Objects.requireNonNull(blindness.get());
        if (isLongAgo(blind.since(), now)) {
            blindness.compareAndSet(blind, recovered(blind, moment));
        }
    }

    private Blindness recovered(Blindness blind, Moment moment) {
        if (blind.until() == NEVER) {
            return new Blindness(blind.since(), moment.begun());
        }
        return Long.compareUnsigned(settled, blind.until()) < 0 ? blind : Blindness.NONE;
    }

    /** Where nothing is remembered there is nothing to look up either. Rows that are written afterwards come behind the end of the chain. */
    void settle(long sealedUntil) {
        if (rows.isEmpty() && Long.compareUnsigned(sealedUntil, settled) > 0) {
            settled = sealedUntil;
        }
    }

    /**
     * What has to be looked up now: what the chain took in; or, where it should have taken in something and did not move, whether that is
     * there at all. Nothing while an open transaction holds the chain back.
     */
    Optional<Search> due(Moment moment) {
        if (Long.compareUnsigned(moment.sealedUntil(), settled) > 0) {
            var expected = batches.stream()
                    .takeWhile(batch -> Long.compareUnsigned(batch.before(), moment.sealedUntil()) <= 0)
                    .flatMap(batch -> batch.rows().stream())
                    .filter(this::knows)
                    .collect(Collectors.toSet());
            return Optional.of(new Search(this, moment, moment.sealedUntil(), expected, Search.Extent.WHOLE));
        }
        while (!batches.isEmpty() && batches.getFirst().rows().stream().noneMatch(this::knows)) {
            batches.removeFirst();
        }
        return Optional.ofNullable(batches.peekFirst())
                .filter(batch -> Long.compareUnsigned(batch.before(), moment.decided()) <= 0)
                .map(batch -> new Search(this, moment, batch.before(), known(batch.rows()), Search.Extent.ONE_PAGE));
    }

    private Set<UUID> known(Collection<UUID> some) {
        return some.stream().filter(this::knows).collect(Collectors.toSet());
    }

    /** All that must be in the database by now, and whatever else is there. */
    Search everything(Moment moment) {
        var expected = rows.entrySet().stream()
                .filter(row -> row.getValue().state() == State.WRITTEN)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(HashSet::new));
        return new Search(this, moment, Search.WITHOUT_END, expected, Search.Extent.WHOLE);
    }

    /** Takes in what was found, and forgets what the chain holds by now. */
    List<Discrepancy> conclude(Search search, Instant now) {
        var found = new ArrayList<Discrepancy>();
        for (var row : search.missing()) {
            if (rows.remove(row) != null) {
                found.add(new Discrepancy(row, true));
            }
        }
        for (var row : search.strange()) {
            if (rows.putIfAbsent(row, new Remembered(State.TOLD, now)) == null) {
                found.add(new Discrepancy(row, false));
            }
        }
        search.chained().forEach(rows::remove);
        rows.values().removeIf(row -> row.isForgotten(now));
        var sealedUntil = search.moment().sealedUntil();
        if (Long.compareUnsigned(sealedUntil, settled) > 0) {
            settled = sealedUntil;
        }
        while (!batches.isEmpty() && Long.compareUnsigned(batches.getFirst().before(), sealedUntil) <= 0) {
            batches.removeFirst();
        }
        return found;
    }
}
