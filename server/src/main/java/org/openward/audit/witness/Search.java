package org.openward.audit.witness;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.openward.audit.witness.Recollection.Moment;

/** Looks through this server's rows in the database, page by page, from where everything is settled; what comes of it counts when all is seen. */
final class Search {
    /** Greater than every transaction. */
    static final long WITHOUT_END = -1;

    private final Recollection recollection;
    private final Moment moment;
    private final long from;
    private final long until;
    private final Extent extent;
    private final Set<UUID> missing;
    private final List<UUID> strange = new ArrayList<>();
    private final List<UUID> chained = new ArrayList<>();

    /**
     * @param until rows of transactions before this one
     * @param expected which must be among them
     */
    Search(Recollection recollection, Moment moment, long until, Set<UUID> expected, Extent extent) {
        this.recollection = recollection;
        this.moment = moment;
        this.from = recollection.settled();
        this.until = until;
        this.missing = new HashSet<>(expected);
        this.extent = extent;
    }

    /** How much of it may be read. */
    enum Extent {
        WHOLE,
        /** Whoever finds more learns nothing, and finds it when it is sealed. */
        ONE_PAGE
    }

    /** A row in the database that says this server wrote it. */
    record Row(UUID id, long transaction, long sequence) {}

    long from() {
        return from;
    }

    long until() {
        return until;
    }

    Moment moment() {
        return moment;
    }

    /** These are there; whether the next page is to be read, if there is one. */
    boolean seen(List<Row> page, int pageSize) {
        page.forEach(this::see);
        if (page.size() < pageSize) {
            return false;
        }
        if (extent == Extent.ONE_PAGE) {
            missing.clear();
        }
        return extent == Extent.WHOLE;
    }

    private void see(Row row) {
        missing.remove(row.id());
        if (!recollection.knows(row.id())) {
            if (recollection.isBlind()) {
                return;
            }
            strange.add(row.id());
        }
        if (Long.compareUnsigned(row.transaction(), moment.sealedUntil()) < 0) {
            chained.add(row.id());
        }
    }

    /** What was expected and not seen. */
    Set<UUID> missing() {
        return missing;
    }

    /** What nobody remembers, while everything is remembered. */
    List<UUID> strange() {
        return strange;
    }

    /** What the chain holds. */
    List<UUID> chained() {
        return chained;
    }
}
