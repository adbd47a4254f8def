package org.openward.fhir.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.UriType;
import org.junit.jupiter.api.Test;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of several chunks; with the profile full twenty thousand lines. */
@HospitalTest
class LargeImportIT {
    private static final Logger LOG = LoggerFactory.getLogger(LargeImportIT.class);
    private static final int LINES = Boolean.getBoolean("tests.full") ? 20_000 : 1_000;
    private static final String SYSTEM = "https://example.org/large-import";

    private static Parameters file(String url) {
        var parameters = new Parameters();
        parameters.addParameter("inputFormat", new CodeType("application/fhir+ndjson"));
        var input = parameters.addParameter().setName("input");
        input.addPart().setName("type").setValue(new CodeType("Location"));
        input.addPart().setName("url").setValue(new UriType(url));
        return parameters;
    }

    private static String line(String tag, int number) {
        return """
                {"resourceType":"Location","meta":{"tag":[{"system":"%1$s","code":"%2$s"}]},\
                "identifier":[{"system":"%1$s","value":"%2$s-%3$d"}],"status":"active","name":"Room %3$d",\
                "description":"%4$s"}"""
                .formatted(SYSTEM, tag, number, "A room with a view. ".repeat(40));
    }

    @Test
    void a_large_file_is_stored_line_by_line(Hospital hospital) {
        var tag = UUID.randomUUID().toString();
        var lines = new ArrayList<String>();
        for (int i = 0; i < LINES; i++) {
            lines.add(line(tag, i));
        }
        try (var elsewhere = new FileServer()) {
            var bulk = BulkClient.of(hospital.asDemo());

            var begin = System.nanoTime();
            var manifest = bulk.await(bulk.begin("/$import", file(elsewhere.file("large", lines))));
            LOG.info(
                    "Imported {} records in {} ms.",
                    LINES,
                    Duration.ofNanos(System.nanoTime() - begin).toMillis());

            assertThat(manifest.content().path("error")).isEmpty();
            assertThat(manifest.content().path("output").path(0).path("count").asInt())
                    .isEqualTo(LINES);
            assertThat(bulk.client()
                            .get("/Location?_summary=count&_tag=" + SYSTEM + "%7C" + tag)
                            .resource(Bundle.class)
                            .getTotal())
                    .isEqualTo(LINES);
        }
    }
}
