package org.openward.fhir.bulk.export;

import ca.uhn.fhir.context.FhirContext;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.openward.fhir.bulk.BulkFile;
import org.openward.fhir.bulk.BulkFiles;
import org.openward.fhir.bulk.Chunk;
import org.openward.fhir.bulk.ChunkedLines;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.disclosure.Disclosure;
import org.openward.fhir.disclosure.Reader;
import org.openward.fhir.verbatim.RecordLines;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes the listed pages of an export as lines, each page with its removal from the list in the open transaction. */
@Component
class RecordPages {
    /** At most a hundred thousand records to a file, so that a client can fetch several side by side. */
    private static final int PAGES_OF_A_FILE = 100;

    private static final long CHUNKS_OF_A_PAGE = 1_000_000;
    private static final int DELETIONS_OF_A_LINE = 100;

    /** Records held in memory at a time; one can be as large as a request body. */
    private static final int ROWS_AT_ONCE = 40;

    private static final String RECORDS = "select " + RecordLines.COLUMNS
            + """
            from openward.bulk_page p
            cross join lateral unnest(p.records, p.versions) with ordinality as listed (res_id, res_ver, place)
            join hfj_resource r on r.res_id = listed.res_id
            join hfj_res_ver v on v.res_id = listed.res_id and v.res_ver = listed.res_ver
            where p.job_id = ? and p.kind = ? and p.type = ? and p.number = ?
            order by listed.place
            """;

    private final JdbcClient jdbc;
    private final JdbcTemplate rows;
    private final RecordLines records;
    private final BulkFiles files;
    private final FhirContext context;
    private final ObjectProvider<Disclosure> disclosures;
    private final CrowdedAreas areas;

    RecordPages(
            DataSource database,
            RecordLines records,
            BulkFiles files,
            FhirContext context,
            ObjectProvider<Disclosure> disclosures,
            CrowdedAreas areas) {
        this.areas = areas;
        this.disclosures = disclosures;
        this.rows = new JdbcTemplate(database);
        this.rows.setFetchSize(ROWS_AT_ONCE);
        this.jdbc = JdbcClient.create(rows);
        this.records = records;
        this.files = files;
        this.context = context;
    }

    /** What was written; nothing, when no page is left. */
    Optional<Written> writeNext(Job job, ExportPlan plan) {
        return next(job.id()).map(page -> {
            var file = files.open(job.id(), page.kind(), page.type(), page.number() / PAGES_OF_A_FILE);
            var written = new Writing(job.id(), file, page.number() * CHUNKS_OF_A_PAGE);
            try (var lines = new ChunkedLines(written::append)) {
                if (page.kind() == BulkFile.Kind.DELETED) {
                    deletions(job.id(), page, lines);
                } else {
                    var cut = plan.chosen().cut(context, page.type()).orElse(UnaryOperator.identity());
                    var isShown = shownTo(plan.reader());
                    var veil = veil(job, plan, page.type());
                    select(job.id(), page, row -> {
                        var line = records.line(row);
                        if (isShown.test(line)) {
                            veil.apply(line).map(cut).ifPresent(lines::add);
                        }
                    });
                }
                lines.end();
            }
            remove(job.id(), page);
            return new Written(written.lines, written.bytes);
        });
    }

    /** What makes a record say of nobody who it is, if the export is to. */
    private Function<String, Optional<String>> veil(Job job, ExportPlan plan, String type) {
        var deidentified = plan.deidentified();
        if (deidentified == null) {
            return Optional::of;
        }
        var crowded = PatientCompartment.PATIENT.equals(type) ? areas.now() : Set.<String>of();
        var year = job.time().atZone(ZoneOffset.UTC).getYear();
        return new Deidentification(context, deidentified, year, crowded::contains)::of;
    }

    /** What no patient keeps from the submitter of the job; nobody looks into the lines where no patient keeps anything. */
    private Predicate<String> shownTo(Reader reader) {
        var closing =
                disclosures.stream().filter(disclosure -> !disclosure.isOpen()).toList();
        return line -> closing.stream().allMatch(disclosure -> disclosure
                .closedTo(reader, List.of(context.newJsonParser().parseResource(line)))
                .isEmpty());
    }

    /** How much it was. */
    record Written(long lines, long bytes) {}

    private record Page(BulkFile.Kind kind, String type, int number) {}

    private final class Writing {
        private final UUID job;
        private final int file;
        private long chunk;
        private long lines;
        private long bytes;

        Writing(UUID job, int file, long firstChunk) {
            this.job = job;
            this.file = file;
            this.chunk = firstChunk;
        }

        void append(Chunk full) {
            files.append(job, file, chunk++, full);
            lines += full.lines();
            bytes += full.size();
        }
    }

    private Optional<Page> next(UUID job) {
        return jdbc.sql(
                        """
                        select kind, type, number from openward.bulk_page
                        where job_id = :job order by kind, type, number limit 1""")
                .param("job", job)
                .query((row, number) ->
                        new Page(BulkFile.Kind.of(row.getString("kind")), row.getString("type"), row.getInt("number")))
                .optional();
    }

    private void deletions(UUID job, Page page, ChunkedLines lines) {
        var deleted = new ArrayList<String>();
        select(job, page, row -> deleted.add(row.getString("res_type") + "/" + row.getString("fhir_id")));
        for (int begin = 0; begin < deleted.size(); begin += DELETIONS_OF_A_LINE) {
            var bundle = new Bundle().setType(BundleType.TRANSACTION);
            deleted.subList(begin, Math.min(begin + DELETIONS_OF_A_LINE, deleted.size()))
                    .forEach(name -> bundle.addEntry()
                            .getRequest()
                            .setMethod(HTTPVerb.DELETE)
                            .setUrl(name));
            lines.add(context.newJsonParser().encodeResourceToString(bundle));
        }
    }

    private void select(UUID job, Page page, RowCallbackHandler reader) {
        rows.query(RECORDS, reader, job, page.kind().word(), page.type(), page.number());
    }

    private void remove(UUID job, Page page) {
        jdbc.sql(
                        """
                        delete from openward.bulk_page
                        where job_id = :job and kind = :kind and type = :type and number = :number""")
                .param("job", job)
                .param("kind", page.kind().word())
                .param("type", page.type())
                .param("number", page.number())
                .update();
    }
}
