package org.openward.fhir.packages;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.openward.fhir.bulk.BulkFiles;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.JobReports;
import org.openward.fhir.bulk.Jobs;
import org.openward.fhir.bulk.Work;
import org.openward.fhir.packages.PackageInstallation.Result;
import org.springframework.stereotype.Component;

/** Carries installations out as jobs: stage 0 is all of the work, stage 1 is when its end is written down. */
@Component
class PackageWork implements Work {
    private static final String GUIDE = "ImplementationGuide";

    private final PackageInstallation installation;
    private final PackageSources sources;
    private final ArrivedArchives arrived;
    private final PackageShelf shelf;
    private final PackageDefinitions definitions;
    private final Ending ending;

    PackageWork(
            PackageInstallation installation,
            PackageSources sources,
            ArrivedArchives arrived,
            PackageShelf shelf,
            PackageDefinitions definitions,
            Ending ending) {
        this.installation = installation;
        this.sources = sources;
        this.arrived = arrived;
        this.shelf = shelf;
        this.definitions = definitions;
        this.ending = ending;
    }

    @Override
    public Job.Kind kind() {
        return Job.Kind.INSTALL;
    }

    @Override
    public void left(Job job) {
        Optional.ofNullable(InstallPlan.read(job.plan()).hash()).ifPresent(hash -> arrived.remove(hash, job.created()));
        shelf.removeUnfinished(job.id());
    }

    @Override
    public Progress advance(Job job, Steps steps) {
        if (job.stage() > 0) {
            return Progress.FINISHED;
        }
        var plan = InstallPlan.read(job.plan());
        steps.commit(() -> {
            shelf.forgetFailure(plan.label());
            return true;
        });
        var result = install(plan, job, steps);
        steps.commit(() -> {
            Optional.ofNullable(plan.hash()).ifPresent(arrived::remove);
            // What turned out to be broken half way, be it of a package that this one builds on.
            shelf.removeUnfinished(job.id());
            ending.write(job, result);
            return true;
        });
        definitions.refresh();
        return Progress.FURTHER;
    }

    private Result install(InstallPlan plan, Job job, Steps steps) {
        var trouble = new Result();
        try {
            var archive = archive(plan, steps);
            if (archive.isPresent()) {
                return installation.install(archive.get(), job, steps);
            }
            trouble.notes()
                    .add(
                            plan.name() == null
                                    ? "The archive is not here any more. Send it again."
                                    : "The package " + plan.name()
                                            + " is neither in the folder of packages nor in a registry that this server may ask.");
        } catch (UnusablePackage unusable) {
            trouble.notes().add(String.valueOf(unusable.getMessage()));
        }
        steps.commit(() -> {
            shelf.fail(
                    plan.label(), String.valueOf(plan.hash()), trouble.notes().get(0));
            return true;
        });
        return trouble;
    }

    private Optional<byte[]> archive(InstallPlan plan, Steps steps) {
        var hash = plan.hash();
        return hash != null
                ? steps.commit(() -> arrived.find(hash))
                : Optional.ofNullable(plan.name()).flatMap(PackageName::read).flatMap(sources::find);
    }

    /** What the submitter reads when the job is done. */
    @Component
    static class Ending {
        private final BulkFiles files;
        private final JobReports reports;
        private final Jobs jobs;

        Ending(BulkFiles files, JobReports reports, Jobs jobs) {
            this.files = files;
            this.reports = reports;
            this.jobs = jobs;
        }

        void write(Job job, Result result) {
            var part = 0;
            for (var each : result.installed().entrySet()) {
                var file =
                        files.openInput(job.id(), GUIDE, part++, each.getKey().toString());
                files.stored(job.id(), file, each.getValue());
            }
            var severity = result.installed().isEmpty() ? IssueSeverity.ERROR : IssueSeverity.WARNING;
            reports.outcomes(job, 1, outcomes(result.notes(), severity));
            jobs.cameTo(job.id(), 1, result.definitions());
        }

        private static List<OperationOutcome> outcomes(List<String> notes, IssueSeverity severity) {
            return notes.stream()
                    .map(note -> JobReports.outcome(severity, IssueType.INCOMPLETE, note))
                    .toList();
        }
    }
}
