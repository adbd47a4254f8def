package org.openward.fhir.terminology.load;

import java.util.List;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.JobReports;
import org.openward.fhir.bulk.Jobs;
import org.openward.fhir.bulk.Work;
import org.openward.fhir.terminology.load.Editions.Loading;
import org.openward.terminology.release.BadRelease;
import org.springframework.stereotype.Component;

/** Loads a code system: reads its file, arranges its codes, then answers from them instead of the ones before. */
@Component
class LoadWork implements Work {
    private static final int READING = 0;
    private static final int ARRANGING = 1;
    private static final int REPLACING = 2;
    private static final int DONE = 3;

    private final Jobs jobs;
    private final Editions editions;
    private final EditionReading reading;
    private final Arranging arranging;
    private final Replacing replacing;
    private final JobReports reports;

    LoadWork(
            Jobs jobs,
            Editions editions,
            EditionReading reading,
            Arranging arranging,
            Replacing replacing,
            JobReports reports) {
        this.jobs = jobs;
        this.editions = editions;
        this.reading = reading;
        this.arranging = arranging;
        this.replacing = replacing;
        this.reports = reports;
    }

    @Override
    public Job.Kind kind() {
        return Job.Kind.LOAD;
    }

    @Override
    public Progress advance(Job job, Steps steps) {
        var edition = steps.commit(() -> editions.of(job.id()));
        if (edition.isEmpty()) {
            return Progress.FINISHED;
        }
        var plan = LoadPlan.read(job.plan());
        try {
            advance(job, edition.get(), plan, steps);
        } catch (BadRelease bad) {
            steps.commit(() -> {
                say(job, IssueSeverity.ERROR, plan.system() + " was not loaded. " + bad.getMessage());
                replacing.giveUp(edition.get().id(), plan);
                return came(job, DONE);
            });
        }
        return Progress.FURTHER;
    }

    private void advance(Job job, Loading edition, LoadPlan plan, Steps steps) {
        switch (job.stage()) {
            case READING -> {
                var read = reading.read(job, edition, plan, steps);
                steps.commit(() -> {
                    editions.isVersion(edition.id(), read.version());
                    if (read.passedOver() > 0) {
                        say(job, IssueSeverity.INFORMATION, passedOver(read.passedOver()));
                    }
                    return came(job, ARRANGING);
                });
            }
            case ARRANGING -> {
                arranging.arrange(job, edition.id(), steps);
                steps.commit(() -> came(job, REPLACING));
            }
            default -> steps.commit(() -> {
                replacing.replace(job, edition, plan);
                return came(job, DONE);
            });
        }
    }

    private static String passedOver(long facts) {
        return "%,d facts are about codes that the release does not have; they were passed over.".formatted(facts);
    }

    private void say(Job job, IssueSeverity severity, String text) {
        var type = severity == IssueSeverity.ERROR ? IssueType.PROCESSING : IssueType.INFORMATIONAL;
        reports.outcomes(job, job.stage(), List.of(JobReports.outcome(severity, type, text)));
    }

    private boolean came(Job job, int stage) {
        jobs.cameTo(job.id(), stage, 0);
        return true;
    }

    @Override
    public void left(Job job) {
        editions.of(job.id()).ifPresent(edition -> replacing.giveUp(edition.id(), LoadPlan.read(job.plan())));
        replacing.tidyUp();
    }
}
