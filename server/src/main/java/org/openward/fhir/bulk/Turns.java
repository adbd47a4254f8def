package org.openward.fhir.bulk;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who works on which job. A step holds the row of its turn until it is committed, so that nobody else takes it; between two steps,
 * and when a server died, the lease decides.
 */
@Component
class Turns {
    private final JdbcClient jdbc;

    Turns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(UUID job, TenantId tenant) {
        jdbc.sql(
                        """
                        insert into openward.bulk_turn (job_id, tenant, due_at)
                        select id, tenant_id, settled_at from openward.bulk_job where id = :job and tenant_id = :tenant""")
                .param("job", job)
                .param("tenant", tenant.value())
                .update();
    }

    /** The job that waits longest, of whichever tenant; it is this holder's until the lease ends. */
    Optional<Turn> take(UUID holder, Duration lease) {
        return jdbc.sql(
                        """
                        update openward.bulk_turn
                        set holder = :holder, attempts = attempts + 1, due_at = clock_timestamp() + :lease * interval '1 ms'
                        where job_id = (
                            select job_id from openward.bulk_turn where due_at <= clock_timestamp()
                            order by due_at limit 1 for update skip locked)
                        returning job_id, tenant, attempts""")
                .param("holder", holder)
                .param("lease", lease.toMillis())
                .query((row, number) -> new Turn(
                        row.getObject("job_id", UUID.class),
                        new TenantId(row.getString("tenant")),
                        holder,
                        row.getInt("attempts")))
                .optional();
    }

    /** Lets the open transaction do something for the job. False when the turn is somebody else's meanwhile, or nobody's. */
    boolean keep(Turn turn, Duration lease) {
        return change(turn, "due_at = clock_timestamp() + :wait * interval '1 ms'", lease);
    }

    /** As {@link #keep}, since the job has come further: attempts are counted anew. */
    boolean cameFurther(Turn turn, Duration lease) {
        return change(turn, "attempts = 0, due_at = clock_timestamp() + :wait * interval '1 ms'", lease);
    }

    /** Gives the turn back; the job is due again after that time. */
    boolean giveBack(Turn turn, Duration wait) {
        return change(turn, "holder = null, attempts = 0, due_at = clock_timestamp() + :wait * interval '1 ms'", wait);
    }

    /** Gives the turn back because of a failure; the next attempt is after that time. */
    boolean putOff(Turn turn, Duration wait) {
        return change(turn, "holder = null, due_at = clock_timestamp() + :wait * interval '1 ms'", wait);
    }

    private boolean change(Turn turn, String change, Duration wait) {
        return jdbc.sql("update openward.bulk_turn set " + change + " where job_id = :job and holder = :holder")
                        .param("wait", wait.toMillis())
                        .param("job", turn.job())
                        .param("holder", turn.holder())
                        .update()
                == 1;
    }

    /**
     * Whoever works on the job stops at his next step, and the job is due now. Does not wait for a step that is being done, whose
     * worker looks at the job before he does another.
     */
    void call(UUID job) {
        jdbc.sql(
                        """
                        update openward.bulk_turn set holder = null, due_at = clock_timestamp()
                        where job_id in (
                            select job_id from openward.bulk_turn where job_id = :job for update skip locked)""")
                .param("job", job)
                .update();
    }

    void end(UUID job) {
        jdbc.sql("delete from openward.bulk_turn where job_id = :job")
                .param("job", job)
                .update();
    }
}
