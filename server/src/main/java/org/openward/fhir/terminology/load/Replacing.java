package org.openward.fhir.terminology.load;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.openward.fhir.FhirStore;
import org.openward.fhir.bulk.BulkFile;
import org.openward.fhir.bulk.BulkFiles;
import org.openward.fhir.bulk.ChunkedLines;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.terminology.load.Editions.Loading;
import org.openward.terminology.release.BadRelease;
import org.springframework.stereotype.Component;

/** The moment from which a loaded edition counts, with its record; and the end of what does not count any more. In the open transaction. */
@Component
class Replacing {
    private static final String TYPE = "CodeSystem";

    private final Editions editions;
    private final Uploads uploads;
    private final FhirStore records;
    private final BulkFiles files;
    private final FhirContext context;

    Replacing(Editions editions, Uploads uploads, FhirStore records, BulkFiles files, FhirContext context) {
        this.editions = editions;
        this.uploads = uploads;
        this.records = records;
        this.files = files;
        this.context = context;
    }

    void replace(Job job, Loading edition, LoadPlan plan) {
        var codes = editions.codes(edition.id());
        if (codes == 0) {
            throw new BadRelease("The release has no codes.");
        }
        var record = plan.format()
                .about(plan.system(), Objects.requireNonNull(edition.version()))
                .setCount(codes);
        var stored = store(record, plan.system());
        editions.makeCurrent(edition.id());
        uploads.drop(plan.upload());
        show(job, stored);
    }

    /** One record stands for the code system, whichever version is loaded. */
    private CodeSystem store(CodeSystem record, String system) {
        var before = before(system);
        if (before.stream().anyMatch(each -> each.getContent() != CodeSystemContentMode.NOTPRESENT)) {
            throw new BadRelease(
                    "The code system is stored here as a record with codes of its own. Delete that record first.");
        }
        if (before.size() > 1) {
            throw new BadRelease("There are several records of the code system here. Delete all but one first.");
        }
        if (before.isEmpty()) {
            return records.create(record);
        }
        record.setId(before.get(0).getIdElement().toUnqualifiedVersionless());
        return records.update(record);
    }

    private List<CodeSystem> before(String system) {
        return records.search(CodeSystem.class, "url=" + FhirStore.literally(system)).stream()
                .filter(each -> system.equals(each.getUrl()))
                .toList();
    }

    /** What came of it, for the submitter. */
    private void show(Job job, CodeSystem stored) {
        var file = files.open(job.id(), BulkFile.Kind.OUTPUT, TYPE, 0);
        try (var lines = new ChunkedLines(chunk -> files.append(job.id(), file, 0, chunk))) {
            lines.add(context.newJsonParser().encodeResourceToString(stored));
            lines.end();
        }
    }

    /** Removes what was loaded so far, and the file. */
    void giveUp(int edition, LoadPlan plan) {
        editions.remove(edition);
        uploads.drop(plan.upload());
    }

    /** Removes what nobody needs any more. */
    void tidyUp() {
        editions.removeReplaced();
        uploads.dropForgotten();
    }
}
