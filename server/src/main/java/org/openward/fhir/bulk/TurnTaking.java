package org.openward.fhir.bulk;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.openward.fhir.FailureTrail;
import org.openward.fhir.bulk.Work.Progress;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Carries jobs out step by step. A step, what it wrote and the turn that allowed it are one transaction: after a crash the next holder
 * goes on where the last commit was, and a holder who was too slow finds his turn gone and writes nothing.
 */
@Component
class TurnTaking {
    private static final Logger LOG = LoggerFactory.getLogger(TurnTaking.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofMillis(500);

    /** After so many steps other jobs that wait come first. */
    private static final int STEPS_OF_A_TURN = 50;

    private static final int MOST_ATTEMPTS = 6;

    private final Turns turns;
    private final Jobs jobs;
    private final List<Work> works;
    private final JobReports reports;
    private final TransactionOperations transactions;
    private final JobLimits limits;

    TurnTaking(
            Turns turns,
            Jobs jobs,
            List<Work> works,
            JobReports reports,
            TransactionOperations transactions,
            JobLimits limits) {
        this.turns = turns;
        this.jobs = jobs;
        this.works = works;
        this.reports = reports;
        this.transactions = transactions;
        this.limits = limits;
    }

    Optional<Turn> take() {
        return Objects.requireNonNull(transactions.execute(status -> turns.take(UUID.randomUUID(), LEASE)));
    }

    /**
     * Goes on with the job until it ends, others should have their turn, or the server stops.
     *
     * @return after what time it is worth to look for a turn again
     */
    Duration carryOut(Turn turn, BooleanSupplier goOn) {
        return Acting.as(Caller.server(turn.tenant(), "bulk-" + turn.job()), () -> {
            try {
                return steps(turn, goOn);
            } catch (RuntimeException failure) {
                LOG.warn("Bulk job {} failed, attempt {}: {}", turn.job(), turn.attempts(), FailureTrail.of(failure));
                transactions.executeWithoutResult(status -> recover(turn));
                return SOON;
            }
        });
    }

    private Duration steps(Turn turn, BooleanSupplier goOn) {
        for (int step = 0; step < STEPS_OF_A_TURN && goOn.getAsBoolean(); step++) {
            var progress = Objects.requireNonNull(transactions.execute(status -> step(turn)));
            if (progress != Progress.FURTHER) {
                return progress == Progress.NOT_YET ? SOON : Duration.ZERO;
            }
        }
        transactions.executeWithoutResult(status -> turns.giveBack(turn, Duration.ZERO));
        return Duration.ZERO;
    }

    private Progress step(Turn turn) {
        if (!turns.keep(turn, LEASE)) {
            return Progress.FINISHED;
        }
        var job = jobs.find(turn.job()).orElseThrow();
        if (job.isOver(limits.now())) {
            jobs.remove(job.id());
            turns.end(job.id());
            return Progress.FINISHED;
        }
        if (turn.attempts() > MOST_ATTEMPTS) {
            return end(turn, job, Job.Status.FAILED);
        }
        var progress = job.status() == Job.Status.ACTIVE
                ? Acting.as(job.submitter(), () -> workOn(job).step(job))
                : Progress.FINISHED;
        if (progress == Progress.NOT_YET) {
            turns.giveBack(turn, SOON);
        }
        return progress == Progress.FINISHED ? end(turn, job, Job.Status.COMPLETE) : progress;
    }

    private Work workOn(Job job) {
        return works.stream()
                .filter(work -> work.kind() == job.kind())
                .findFirst()
                .orElseThrow();
    }

    /** Its next turn is that of its removal. */
    private Progress end(Turn turn, Job job, Job.Status status) {
        var expiry = limits.expiry();
        jobs.end(job.id(), status, expiry);
        turns.giveBack(turn, Duration.between(limits.now(), expiry));
        reports.ended(job, status);
        return Progress.FINISHED;
    }

    private void recover(Turn turn) {
        if (turn.attempts() < MOST_ATTEMPTS) {
            turns.giveBack(turn, SOON.multipliedBy(1L << turn.attempts()));
        } else if (turns.keep(turn, LEASE)) {
            jobs.find(turn.job()).ifPresent(job -> end(turn, job, Job.Status.FAILED));
        }
    }
}
