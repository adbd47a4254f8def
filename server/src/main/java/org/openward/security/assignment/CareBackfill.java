package org.openward.security.assignment;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.openward.fhir.verbatim.StoredRecords;
import org.openward.fhir.verbatim.StoredRecords.Span;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes up the rows of care for records that were written before there were any, while the server works. How far it came is committed with
 * the rows, so that after a stop it goes on there; of several servers one works on a tenant at a time.
 */
@Component
class CareBackfill {
    /** The types whose records say anything of the kind, as {@link AssignmentWatch} reads them. */
    static final Set<String> TYPES = Set.of(
            "Encounter",
            "Appointment",
            "CareTeam",
            "ServiceRequest",
            "Consent",
            "RelatedPerson",
            "Task",
            "PractitionerRole");

    private static final Logger LOG = LoggerFactory.getLogger(CareBackfill.class);
    private static final int AT_ONCE = 50;

    private final JdbcClient jdbc;
    private final StoredRecords records;
    private final AssignmentWatch watch;
    private final TransactionOperations transactions;
    private final Tenants tenants;
    private final MeterRegistry meters;
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean isDone;

    CareBackfill(
            JdbcClient jdbc,
            StoredRecords records,
            AssignmentWatch watch,
            TransactionOperations transactions,
            Tenants tenants,
            MeterRegistry meters) {
        this.jdbc = jdbc;
        this.records = records;
        this.watch = watch;
        this.transactions = transactions;
        this.tenants = tenants;
        this.meters = meters;
        meters.gauge("openward.security.care.waiting", waiting);
    }

    private record Reached(long number, long last) {}

    @Scheduled(fixedDelayString = "PT5S", initialDelayString = "PT10S")
    void goOn() {
        if (isDone) {
            return;
        }
        var left = new HashSet<TenantId>();
        for (var tenant : tenants.all()) {
            try {
                if (!finish(tenant.id())) {
                    left.add(tenant.id());
                }
            } catch (RuntimeException failure) {
                left.add(tenant.id());
                LOG.warn("Who is in whose care in tenant {} is still made up: {}", tenant.id(), failure.getMessage());
            }
        }
        waiting.set(left.size());
        isDone = left.isEmpty();
    }

    /** Goes on until nothing is left, or another server is at it; whether nothing is left. */
    boolean finish(TenantId tenant) {
        return Acting.as(Caller.server(tenant, "care-" + UUID.randomUUID()), () -> {
            while (goOn(AT_ONCE)) {
                // Each step is a transaction of its own.
            }
            return isFinished();
        });
    }

    /** One record that cannot be read keeps nobody else from being found: those before it are taken one by one, and it is left out. */
    private boolean goOn(int most) {
        try {
            return Boolean.TRUE.equals(transactions.execute(status -> step(most)));
        } catch (DataAccessException | TransactionException outage) {
            throw outage;
        } catch (RuntimeException unreadable) {
            return most > 1 ? goOn(1) : Boolean.TRUE.equals(transactions.execute(status -> leaveOut(unreadable)));
        }
    }

    private boolean leaveOut(RuntimeException unreadable) {
        var next = begin().map(reached -> next(reached, 1)).orElse(List.of());
        next.forEach(record -> {
            reached(record);
            meters.counter("openward.security.care.unreadable").increment();
            LOG.error(
                    "The record with the number {} in tenant {} puts nobody in anybody's care, as it cannot be read: {}",
                    record,
                    Acting.tenant(),
                    unreadable.getMessage());
        });
        return !next.isEmpty();
    }

    private boolean isFinished() {
        return jdbc.sql("select not exists (select from openward.care_backfill where done_at is null)")
                .query(Boolean.class)
                .single();
    }

    /** Whether there may be more to do. */
    private boolean step(int most) {
        return begin().map(reached -> step(next(reached, most))).orElse(false);
    }

    private List<Long> next(Reached reached, int most) {
        return records.next(TYPES, new Span(reached.number(), reached.last()), most);
    }

    private boolean step(List<Long> next) {
        if (next.isEmpty()) {
            jdbc.sql("update openward.care_backfill set reached = last, done_at = now() where done_at is null")
                    .update();
            return false;
        }
        var held = held(next);
        records.read(held).forEach(watch::created);
        reached(held.get(held.size() - 1));
        meters.counter("openward.security.care.records").increment(held.size());
        return true;
    }

    private void reached(long record) {
        jdbc.sql("update openward.care_backfill set reached = :reached where done_at is null")
                .param("reached", record)
                .update();
    }

    /** Those before the first that somebody is changing; if that is the very first, it alone is waited for, so that nobody waits for us. */
    private List<Long> held(List<Long> next) {
        var idle = Set.copyOf(records.holdIdle(next));
        var held = next.stream().takeWhile(idle::contains).toList();
        if (held.isEmpty()) {
            records.hold(next.get(0));
            return List.of(next.get(0));
        }
        return held;
    }

    private Optional<Reached> begin() {
        return jdbc.sql(
                        """
                        select reached, last from openward.care_backfill
                        where done_at is null for update skip locked""")
                .query((row, number) -> new Reached(row.getLong("reached"), row.getLong("last")))
                .optional();
    }
}
