package org.openward.fhir.bulk;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
            var steps = new HeldSteps(turn, goOn);
            try {
                return carryOut(turn, steps);
            } catch (TurnLost stopped) {
                // Does nothing when the turn is somebody else's.
                transactions.executeWithoutResult(status -> turns.putOff(turn, Duration.ZERO));
                return Duration.ZERO;
            } catch (RuntimeException failure) {
                LOG.warn("Bulk job {} failed, attempt {}: {}", turn.job(), steps.attempts(), FailureTrail.of(failure));
                transactions.executeWithoutResult(status -> recover(turn, steps.attempts()));
                return SOON;
            }
        });
    }

    private Duration carryOut(Turn turn, HeldSteps steps) {
        var next = steps.commit(() -> next(turn));
        for (int step = 0; step < STEPS_OF_A_TURN && next.isPresent(); step++) {
            var job = next.get();
            var progress = Acting.as(job.submitter(), () -> workOn(job).advance(job, steps));
            if (progress == Progress.NOT_YET) {
                steps.commit(() -> turns.giveBack(turn, SOON));
                return SOON;
            }
            if (progress == Progress.FINISHED) {
                steps.commit(() -> end(turn, job, Job.Status.COMPLETE));
                return Duration.ZERO;
            }
            next = steps.afterProgress(() -> next(turn));
        }
        if (next.isPresent()) {
            steps.commit(() -> turns.giveBack(turn, Duration.ZERO));
        }
        return Duration.ZERO;
    }

    /** The job, unless there is nothing more to do for it. */
    private Optional<Job> next(Turn turn) {
        var job = jobs.find(turn.job()).orElseThrow();
        if (job.isOver(limits.now())) {
            workOn(job).left(job);
            jobs.remove(job.id());
            turns.end(job.id());
            return Optional.empty();
        }
        if (job.status() != Job.Status.ACTIVE || turn.attempts() > MOST_ATTEMPTS) {
            end(turn, job, Job.Status.FAILED);
            return Optional.empty();
        }
        return Optional.of(job);
    }

    private final class HeldSteps implements Work.Steps {
        private final Turn turn;
        private final BooleanSupplier goOn;
        private int attempts;

        HeldSteps(Turn turn, BooleanSupplier goOn) {
            this.turn = turn;
            this.goOn = goOn;
            this.attempts = turn.attempts();
        }

        <T> T afterProgress(Supplier<T> work) {
            attempts = 1;
            return commit(() -> {
                turns.cameFurther(turn, LEASE);
                return work.get();
            });
        }

        @Override
        public <T> T commit(Supplier<T> work) {
            return Objects.requireNonNull(transactions.execute(status -> {
                if (!goOn.getAsBoolean() || !turns.keep(turn, LEASE)) {
                    throw new TurnLost();
                }
                return work.get();
            }));
        }

        @Override
        public int attempts() {
            return attempts;
        }
    }

    private Work workOn(Job job) {
        return works.stream()
                .filter(work -> work.kind() == job.kind())
                .findFirst()
                .orElseThrow();
    }

    /** Its next turn is that of its removal; of a job that had ended before, too. */
    private boolean end(Turn turn, Job job, Job.Status status) {
        var expires = job.expires();
        if (expires != null) {
            return turns.giveBack(turn, Duration.between(limits.now(), expires));
        }
        var expiry = limits.expiry();
        if (!jobs.end(job.id(), status, expiry)) {
            return turns.giveBack(turn, Duration.ZERO);
        }
        if (status == Job.Status.FAILED) {
            workOn(job).left(job);
        }
        reports.ended(job, status);
        return turns.giveBack(turn, Duration.between(limits.now(), expiry));
    }

    private void recover(Turn turn, int attempts) {
        if (attempts < MOST_ATTEMPTS) {
            turns.putOff(turn, SOON.multipliedBy(1L << attempts));
        } else if (turns.keep(turn, LEASE)) {
            jobs.find(turn.job()).ifPresent(job -> end(turn, job, Job.Status.FAILED));
        }
    }
}
