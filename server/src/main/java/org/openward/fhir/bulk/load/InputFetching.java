package org.openward.fhir.bulk.load;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.openward.fhir.FhirSettings;
import org.openward.fhir.bulk.BulkFiles;
import org.openward.fhir.bulk.BulkSettings;
import org.openward.fhir.bulk.Chunk;
import org.openward.fhir.bulk.ChunkedLines;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.RemoteFiles;
import org.openward.fhir.bulk.Work.Steps;
import org.openward.fhir.bulk.load.ImportPlan.Input;
import org.springframework.stereotype.Component;

/** Fetches an input whole before any of it is stored, so that a restart goes on with the same text. */
@Component
class InputFetching {
    private static final Duration OFTEN_ENOUGH = Duration.ofSeconds(5);

    /** A network that fails so often is told to the submitter, and the next input has its turn. */
    private static final int MOST_ATTEMPTS = 4;

    private final RemoteFiles remote;
    private final BulkFiles files;
    private final BulkSettings settings;
    private final int longestLine;
    private final Clock clock;

    InputFetching(RemoteFiles remote, BulkFiles files, BulkSettings settings, FhirSettings limits, Clock clock) {
        this.remote = remote;
        this.files = files;
        this.settings = settings;
        this.longestLine = Math.toIntExact(limits.maximumBodySize().toBytes());
        this.clock = clock;
    }

    /**
     * Why it could not be fetched, if it could not.
     *
     * @throws InterruptedFetching when it may be possible a little later
     */
    Optional<String> fetch(Job job, Input input, int number, Steps steps) {
        int file = steps.commit(() -> files.openInput(job.id(), input.type(), number, input.url()));
        try {
            var writing = new Writing(job, file, steps);
            try (var lines = new ChunkedLines(writing::append)) {
                var splitting = new LineSplitting(longestLine, lines::add);
                remote.fetch(
                        input.url(),
                        settings.importFile().toBytes(),
                        settings.importTime(),
                        text -> splitting.read(text, writing::keepTurn));
                lines.end();
            }
            return Optional.empty();
        } catch (IOException failure) {
            if (!(failure instanceof RemoteFiles.NotToBeHad) && steps.attempts() < MOST_ATTEMPTS) {
                throw new InterruptedFetching(failure);
            }
            steps.commit(() -> files.openInput(job.id(), input.type(), number, input.url()));
            return Optional.of(
                    failure instanceof RemoteFiles.NotToBeHad
                            ? String.valueOf(failure.getMessage())
                            : "The other side does not answer, or not as HTTP says.");
        }
    }

    /** Each chunk is a transaction; a file may come for an hour, and no transaction should last as long. */
    private final class Writing {
        private final Job job;
        private final int file;
        private final Steps steps;
        private long lines;
        private Instant kept = clock.instant();

        Writing(Job job, int file, Steps steps) {
            this.job = job;
            this.file = file;
            this.steps = steps;
        }

        void append(Chunk chunk) {
            steps.commit(() -> {
                files.append(job.id(), file, lines, chunk);
                return true;
            });
            lines += chunk.lines();
            kept = clock.instant();
        }

        void keepTurn() {
            if (Duration.between(kept, clock.instant()).compareTo(OFTEN_ENOUGH) > 0) {
                steps.commit(() -> true);
                kept = clock.instant();
            }
        }
    }
}
