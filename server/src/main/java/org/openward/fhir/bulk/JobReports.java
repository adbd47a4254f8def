package org.openward.fhir.bulk;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.springframework.stereotype.Component;

/** Tells the submitter in an error file what was not done, and the operator in figures what was. */
@Component
public class JobReports {
    private static final String OUTCOME = "OperationOutcome";
    private static final String KIND = "kind";

    private final BulkFiles files;
    private final FhirContext context;
    private final MeterRegistry meters;

    JobReports(BulkFiles files, FhirContext context, MeterRegistry meters) {
        this.files = files;
        this.context = context;
        this.meters = meters;
    }

    /** Of the beginning of a job: what of the request is left out. */
    public void note(Job job, List<String> notes) {
        outcomes(
                job,
                0,
                notes.stream()
                        .map(note -> outcome(IssueSeverity.WARNING, IssueType.NOTFOUND, note))
                        .toList());
    }

    /**
     * Adds outcomes behind those with a lower place.
     *
     * @param place no two calls of a job have the same
     */
    public void outcomes(Job job, long place, List<OperationOutcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        var file = files.open(job.id(), BulkFile.Kind.ERROR, OUTCOME, 0);
        var next = new long[] {place * 1000};
        try (var lines = new ChunkedLines(chunk -> files.append(job.id(), file, next[0]++, chunk))) {
            outcomes.forEach(outcome -> lines.add(context.newJsonParser().encodeResourceToString(outcome)));
            lines.end();
        }
    }

    public static OperationOutcome outcome(IssueSeverity severity, IssueType type, String text) {
        var outcome = new OperationOutcome();
        outcome.addIssue().setSeverity(severity).setCode(type).setDiagnostics(text);
        return outcome;
    }

    /** Lines that were written, and their bytes. */
    public void written(Job job, long lines, long bytes) {
        meters.counter("openward.bulk.lines", KIND, word(job.kind())).increment((double) lines);
        meters.counter("openward.bulk.bytes", KIND, word(job.kind())).increment((double) bytes);
    }

    void began(Job.Kind kind) {
        counted(kind, "begun");
    }

    void ended(Job job, Job.Status status) {
        counted(job.kind(), word(status));
    }

    private void counted(Job.Kind kind, String status) {
        meters.counter("openward.bulk.jobs", KIND, word(kind), "status", status).increment();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
