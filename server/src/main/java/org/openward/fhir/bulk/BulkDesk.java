package org.openward.fhir.bulk;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Where clients bring bulk jobs, ask about their own and withdraw them. */
@Component
class BulkDesk {
    private final Jobs jobs;
    private final Turns turns;
    private final BulkFiles files;
    private final JobReports reports;
    private final TransactionOperations transactions;
    private final JobLimits limits;

    BulkDesk(
            Jobs jobs,
            Turns turns,
            BulkFiles files,
            JobReports reports,
            TransactionOperations transactions,
            JobLimits limits) {
        this.jobs = jobs;
        this.turns = turns;
        this.files = files;
        this.reports = reports;
        this.transactions = transactions;
        this.limits = limits;
    }

    /**
     * Takes a job for the acting caller; from now on it is carried out, whatever becomes of this server.
     *
     * @param alongside what else is written down with it, or refuses it
     */
    UUID begin(Job.Kind kind, String request, String plan, Consumer<UUID> alongside) {
        var id = UUID.randomUUID();
        var time = limits.now();
        transactions.executeWithoutResult(status -> {
            if (Acting.caller().kind() != Caller.Kind.SERVER) {
                limits.requireRoom(jobs.unfinishedOfTheCaller());
            }
            jobs.add(id, kind, request, plan, time);
            turns.add(id, Acting.tenant());
            alongside.accept(id);
        });
        reports.began(kind);
        return id;
    }

    /** A job of the acting caller, with its files. */
    Found find(UUID id) {
        return Objects.requireNonNull(transactions.execute(status -> {
            var job = own(id).orElseThrow(NoSuchJob::new);
            return new Found(job, files.of(id), files.pagesLeft(id));
        }));
    }

    /**
     * A job as its submitter may see it.
     *
     * @param pagesLeft how many thousand records are listed and not written yet
     */
    record Found(Job job, List<BulkFile> files, int pagesLeft) {}

    /** A file of a job of the acting caller that is complete. */
    BulkFile file(UUID id, int number) {
        return Objects.requireNonNull(
                transactions.execute(status -> own(id).filter(job -> job.status() == Job.Status.COMPLETE)
                        .flatMap(job -> files.find(id, number))
                        .orElseThrow(NoSuchJob::new)));
    }

    /** Nothing of the job can be seen any more when this returns; its files go a moment later. */
    void withdraw(UUID id) {
        transactions.executeWithoutResult(status -> {
            var job = own(id).orElseThrow(NoSuchJob::new);
            jobs.withdraw(id);
            turns.call(id);
            reports.ended(job, Job.Status.WITHDRAWN);
        });
    }

    private Optional<Job> own(UUID id) {
        return jobs.ofTheCaller(id).filter(job -> !job.isOver(limits.now()));
    }
}
