package org.openward.fhir.resealing;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.openward.fhir.resealing.RecordPass.Renewed;
import org.openward.fhir.sealing.KeptNumbers;
import org.openward.fhir.sealing.Regime;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Tenant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Goes through the records of one tenant in the order in which they were first stored, a few in each transaction. */
@Component
class TenantPass {
    /** So many records are looked through for numbers, or so many changed, before what was done is committed. */
    private static final int LOOKED_AT = 2000;

    private static final int CHANGED = 20;

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final RecordPass records;
    private final List<KeptNumbers> departments;
    private final MeterRegistry meters;

    TenantPass(
            JdbcClient jdbc,
            TransactionOperations transactions,
            RecordPass records,
            List<KeptNumbers> departments,
            MeterRegistry meters) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.records = records;
        this.departments = departments;
        this.meters = meters;
    }

    private record Reached(long number, long last) {}

    /**
     * Goes on until nothing is left, the time is over or another server is at it; whether nothing is left.
     *
     * @param hasTime whether it may go on
     */
    boolean goOn(Regime regime, Tenant tenant, BooleanSupplier hasTime) {
        return Acting.as(Caller.server(tenant.id(), "sealing-" + UUID.randomUUID()), () -> {
            var known = done(regime, tenant);
            if (known.isEmpty()) {
                transactions.executeWithoutResult(status -> begin(regime, tenant));
            } else if (known.get()) {
                return true;
            }
            boolean mayBeMore;
            do {
                mayBeMore = Boolean.TRUE.equals(transactions.execute(status -> step(regime, tenant)));
            } while (mayBeMore && hasTime.getAsBoolean());
            return done(regime, tenant).orElse(false);
        });
    }

    /** Once for each tenant, as it looks for the last of all its records. Those that were stored later are as the regime says from the beginning. */
    private void begin(Regime regime, Tenant tenant) {
        jdbc.sql(
                        """
                        insert into openward.field_sealing_progress (sealing, tenant, last)
                        select :sealing, :tenant, coalesce(max(res_id), 0)
                        from hfj_resource where partition_id = :partition
                        on conflict do nothing
                        """)
                .param("sealing", regime.number())
                .param("tenant", tenant.id().value())
                .param("partition", tenant.partition())
                .update();
    }

    /** Nothing where it was not begun. */
    private Optional<Boolean> done(Regime regime, Tenant tenant) {
        return jdbc.sql(
                        "select done from openward.field_sealing_progress where sealing = :sealing and tenant = :tenant")
                .param("sealing", regime.number())
                .param("tenant", tenant.id().value())
                .query(Boolean.class)
                .optional();
    }

    /** How many numbers of records are still to be gone through, in all tenants that were begun; at least one, as long as none is done. */
    long left(Regime regime) {
        return jdbc.sql(
                        """
                        select coalesce(sum(case when done then 0 else greatest(last - reached, 1) end), 1)
                        from openward.field_sealing_progress where sealing = :sealing
                        """)
                .param("sealing", regime.number())
                .query(Long.class)
                .single();
    }

    /** Whether there may be more to do. */
    private boolean step(Regime regime, Tenant tenant) {
        return jdbc.sql(
                        """
                        select reached, last from openward.field_sealing_progress
                        where sealing = :sealing and tenant = :tenant and not done for update skip locked
                        """)
                .param("sealing", regime.number())
                .param("tenant", tenant.id().value())
                .query((row, number) -> new Reached(row.getLong("reached"), row.getLong("last")))
                .optional()
                .map(reached -> step(regime, tenant, reached))
                .orElse(false);
    }

    private boolean step(Regime regime, Tenant tenant, Reached reached) {
        if (reached.number() >= reached.last()) {
            var damaged = departments.stream().mapToInt(KeptNumbers::sealAgain).sum();
            records.forgetConditions(tenant);
            jdbc.sql(
                            """
                            update openward.field_sealing_progress set done = true, damaged = damaged + :damaged
                            where sealing = :sealing and tenant = :tenant
                            """)
                    .param("damaged", damaged)
                    .param("sealing", regime.number())
                    .param("tenant", tenant.id().value())
                    .update();
            return false;
        }
        var end = records.endOfNext(LOOKED_AT, reached.number(), reached.last(), tenant);
        var found = records.withNumbers(CHANGED, reached.number(), end, tenant);
        if (found.isEmpty()) {
            reach(regime, tenant, end, List.of());
            return true;
        }
        var held = held(found);
        var renewed = held.stream().map(record -> records.renew(tenant, record)).toList();
        var isWhole = held.size() == found.size() && found.size() < CHANGED;
        reach(regime, tenant, isWhole ? end : held.get(held.size() - 1), renewed);
        return true;
    }

    private void reach(Regime regime, Tenant tenant, long number, List<Renewed> renewed) {
        var changed = renewed.stream().filter(Renewed::isChanged).count();
        jdbc.sql(
                        """
                        update openward.field_sealing_progress
                        set reached = :reached, changed = changed + :changed, damaged = damaged + :damaged
                        where sealing = :sealing and tenant = :tenant
                        """)
                .param("reached", number)
                .param("changed", changed)
                .param("damaged", renewed.stream().mapToInt(Renewed::damaged).sum())
                .param("sealing", regime.number())
                .param("tenant", tenant.id().value())
                .update();
        meters.counter("openward.field-encryption.records").increment((double) changed);
    }

    /** Those before the first that somebody is changing; if that is the very first, it alone is waited for, so that nobody waits for us. */
    private List<Long> held(List<Long> found) {
        var idle = Set.copyOf(records.holdIdle(found));
        var held = found.stream().takeWhile(idle::contains).toList();
        if (held.isEmpty()) {
            records.hold(found.get(0));
            return List.of(found.get(0));
        }
        return held;
    }
}
