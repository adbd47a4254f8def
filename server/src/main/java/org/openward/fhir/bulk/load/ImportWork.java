package org.openward.fhir.bulk.load;

import java.util.List;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.openward.fhir.Refusal;
import org.openward.fhir.bulk.BulkFile;
import org.openward.fhir.bulk.BulkFiles;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.JobReports;
import org.openward.fhir.bulk.Jobs;
import org.openward.fhir.bulk.TurnLost;
import org.openward.fhir.bulk.Work;
import org.openward.fhir.bulk.load.ImportPlan.Input;
import org.springframework.stereotype.Component;

/**
 * Brings records in: each input is fetched, then its lines are stored, a hundred to a transaction that also notes how far it came. The
 * stage of an import is twice the number of inputs that are done, and one more when the next is fetched; its position the next line.
 */
@Component
class ImportWork implements Work {
    private static final int LINES_TOGETHER = 100;
    private static final int LOST_RACES = 3;

    /** No file has so many lines. */
    private static final long LINES_OF_AN_INPUT = 10_000_000_000L;

    private final Jobs jobs;
    private final BulkFiles files;
    private final InputFetching fetching;
    private final RecordWriting writing;
    private final JobReports reports;

    ImportWork(Jobs jobs, BulkFiles files, InputFetching fetching, RecordWriting writing, JobReports reports) {
        this.jobs = jobs;
        this.files = files;
        this.fetching = fetching;
        this.writing = writing;
        this.reports = reports;
    }

    @Override
    public Job.Kind kind() {
        return Job.Kind.IMPORT;
    }

    @Override
    public Progress advance(Job job, Steps steps) {
        var plan = ImportPlan.read(job.plan());
        var number = job.stage() / 2;
        if (number == plan.inputs().size()) {
            return Progress.FINISHED;
        }
        var input = plan.inputs().get(number);
        if (job.stage() % 2 == 0) {
            fetch(job, input, number, steps);
        } else {
            storeMore(new Storing(job, plan, input, steps));
        }
        return Progress.FURTHER;
    }

    private void fetch(Job job, Input input, int number, Steps steps) {
        var trouble = fetching.fetch(job, input, number, steps);
        steps.commit(() -> {
            trouble.ifPresent(why -> reports.outcomes(
                    job,
                    place(number, 0),
                    List.of(JobReports.outcome(
                            IssueSeverity.ERROR, IssueType.NOTFOUND, input.url() + " was not imported. " + why))));
            jobs.cameTo(job.id(), job.stage() + (trouble.isPresent() ? 2 : 1), 0);
            return true;
        });
    }

    private static long place(int input, long line) {
        return (input + 1) * LINES_OF_AN_INPUT + line;
    }

    private record Storing(Job job, ImportPlan plan, Input input, Steps steps) {
        int number() {
            return job.stage() / 2;
        }
    }

    private void storeMore(Storing storing) {
        var job = storing.job();
        int file = storing.steps()
                .commit(() -> files.open(
                        job.id(), BulkFile.Kind.INPUT, storing.input().type(), storing.number()));
        var lines = storing.steps().commit(() -> files.linesFrom(job.id(), file, job.position()));
        if (lines.isEmpty()) {
            storing.steps().commit(() -> {
                files.empty(job.id(), file);
                jobs.cameTo(job.id(), job.stage() + 1, 0);
                return true;
            });
            return;
        }
        store(storing, file, lines.subList(0, Math.min(LINES_TOGETHER, lines.size())));
    }

    private void store(Storing storing, int file, List<String> lines) {
        try {
            storeTogether(storing, file, lines);
        } catch (TurnLost lost) {
            throw lost;
        } catch (RuntimeException oneOfThem) {
            // Which one it was shows when each is stored alone.
            for (int place = 0; place < lines.size(); place++) {
                storeAlone(storing, file, storing.job().position() + place, lines.get(place));
            }
        }
    }

    private void storeTogether(Storing storing, int file, List<String> lines) {
        var job = storing.job();
        var records = lines.stream().filter(line -> !line.isBlank()).toList();
        storing.steps().commit(() -> {
            if (!records.isEmpty()) {
                writing.storeTogether(job, storing.plan(), storing.input().type(), records);
            }
            files.stored(job.id(), file, records.size());
            jobs.cameTo(job.id(), job.stage(), job.position() + lines.size());
            return true;
        });
        reports.written(job, records.size(), size(records));
    }

    private static long size(List<String> lines) {
        return lines.stream().mapToLong(String::length).sum();
    }

    private void storeAlone(Storing storing, int file, long line, String text) {
        for (int race = 1; ; race++) {
            try {
                storeOne(storing, file, line, text);
                return;
            } catch (TurnLost lost) {
                throw lost;
            } catch (RuntimeException failure) {
                if (race > LOST_RACES || !Refusal.isLostRace(failure)) {
                    report(storing, line, failure);
                    return;
                }
            }
        }
    }

    private void storeOne(Storing storing, int file, long line, String text) {
        var job = storing.job();
        storing.steps().commit(() -> {
            if (!text.isBlank()) {
                writing.store(job, storing.plan(), storing.input().type(), text);
                files.stored(job.id(), file, 1);
            }
            jobs.cameTo(job.id(), job.stage(), line + 1);
            return true;
        });
        reports.written(job, 1, text.length());
    }

    private void report(Storing storing, long line, RuntimeException failure) {
        var job = storing.job();
        var outcome = LineTrouble.of(failure, job.id()).orElseThrow(() -> failure);
        name(outcome, "Line " + (line + 1) + " of " + storing.input().url() + ": ");
        storing.steps().commit(() -> {
            reports.outcomes(job, place(storing.number(), line + 1), List.of(outcome));
            jobs.cameTo(job.id(), job.stage(), line + 1);
            return true;
        });
    }

    private static void name(OperationOutcome outcome, String place) {
        outcome.setId((String) null);
        outcome.getIssue().forEach(issue -> issue.setDiagnostics(place + String.valueOf(issue.getDiagnostics())));
    }
}
