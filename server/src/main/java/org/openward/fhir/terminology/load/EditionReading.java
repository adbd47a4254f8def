package org.openward.fhir.terminology.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.Jobs;
import org.openward.fhir.bulk.Work.Steps;
import org.openward.fhir.terminology.load.Editions.Loading;
import org.openward.terminology.release.BadRelease;
import org.openward.terminology.release.ReleaseFile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the file of an edition from its beginning; whoever reads it again begins anew. */
@Component
class EditionReading {
    private final JdbcClient jdbc;
    private final Jobs jobs;
    private final Editions editions;
    private final Uploads uploads;
    private final LoadSettings settings;
    private final Workroom workroom;

    EditionReading(
            JdbcClient jdbc, Jobs jobs, Editions editions, Uploads uploads, LoadSettings settings, Workroom workroom) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.editions = editions;
        this.uploads = uploads;
        this.settings = settings;
        this.workroom = workroom;
    }

    /**
     * What the file says.
     *
     * @param passedOver how much of it is about codes that it does not have
     */
    record Read(String version, long passedOver) {}

    Read read(Job job, Loading edition, LoadPlan plan, Steps steps) {
        steps.commit(() -> {
            editions.empty(edition.id());
            return true;
        });
        try {
            var copy = workroom.file("load-" + job.id());
            try {
                copy(plan, copy, steps);
                try (var file = ReleaseFile.open(copy, settings.unpacked().toBytes())) {
                    return read(job, edition, plan, file, steps);
                }
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void copy(LoadPlan plan, Path copy, Steps steps) throws IOException {
        try (var file = Files.newOutputStream(copy)) {
            for (int number = 0; ; number++) {
                var wanted = number;
                var part = steps.commit(() -> uploads.part(plan.upload(), wanted));
                if (part.isEmpty()) {
                    return;
                }
                file.write(part.get());
            }
        }
    }

    private Read read(Job job, Loading edition, LoadPlan plan, ReleaseFile file, Steps steps) throws IOException {
        var writing = new EditionWriting(
                jdbc, edition.id(), settings.codes(), steps, facts -> jobs.cameFurther(job.id(), job.stage(), facts));
        var said = Optional.ofNullable(plan.version());
        var version = said.isPresent() ? said : plan.format().version(file);
        plan.format().read(file, writing);
        writing.write();
        return new Read(
                version.orElseThrow(() ->
                        new BadRelease("The file does not say which version it is. Give it as the parameter version.")),
                writing.passedOver());
    }
}
