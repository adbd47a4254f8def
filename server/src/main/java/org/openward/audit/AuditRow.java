package org.openward.audit;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** An entry of the trail with the id and the moment that it is kept under. */
record AuditRow(UUID id, Instant recorded, AuditEntry entry) {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    static AuditRow of(AuditEntry entry, Clock clock) {
        var recorded = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new AuditRow(idAt(recorded), recorded, entry);
    }

    /** A UUID of version 7: ids of the same hour lie together in the index. */
    private static UUID idAt(Instant moment) {
        var random = ThreadLocalRandom.current();
        var high = moment.toEpochMilli() << 16 | VERSION_7 | (random.nextLong() & 0xfffL);
        var low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | VARIANT;
        return new UUID(high, low);
    }
}
