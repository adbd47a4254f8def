package org.openward.fhir.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Reading a record that the client may have already, or of which it wants to know less than all. */
@HospitalTest
class ReadingIT {
    private FhirClient demo;
    private String path;

    @BeforeEach
    void a_patient(Hospital hospital) {
        demo = hospital.asDemo();
        var patient = new Patient();
        patient.addName().setFamily("Read").addGiven("Once");
        path = "/"
                + demo.create(patient).getIdElement().toUnqualifiedVersionless().getValue();
    }

    private static Optional<String> header(Answer answer, String name) {
        return answer.headers().firstValue(name);
    }

    @Test
    void who_has_the_version_is_told_that_nothing_changed() {
        var read = demo.get(path);
        var etag = header(read, "ETag").orElseThrow();
        var modified = header(read, "Last-Modified").orElseThrow();

        assertThat(etag).isEqualTo("W/\"1\"");
        assertThat(demo.get(path, "If-None-Match", etag).status()).isEqualTo(304);
        assertThat(demo.get(path, "If-None-Match", "W/\"9\"").status()).isEqualTo(200);
        assertThat(demo.get(path, "If-Modified-Since", modified).status()).isEqualTo(304);
        assertThat(demo.get(path, "If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT")
                        .status())
                .isEqualTo(200);
        assertThat(demo.get(path, "If-Modified-Since", "yesterday").status()).isEqualTo(200);
    }

    /** Its clock says nothing about a version that it did not see. */
    @Test
    void who_has_another_version_gets_this_one_whatever_the_time() {
        var answer = demo.get(path, "If-None-Match", "W/\"9\"", "If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT");

        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"'', 200", "/_history/1, 200", "/_history/99, 404"})
    void head_has_the_headers_without_the_record(String below, int status) {
        var head = demo.send("HEAD", path + below, null);
        var get = demo.get(path + below);

        assertThat(head.status()).isEqualTo(status).isEqualTo(get.status());
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "ETag")).isEqualTo(header(get, "ETag"));
        assertThat(header(head, "Last-Modified")).isEqualTo(header(get, "Last-Modified"));
    }

    @ParameterizedTest
    @CsvSource({
        "/Patient?_id=[id], 200",
        "/Patient?nonsense=1, 400",
        "/Patient/[id]/_history, 200",
        "/Patient/[id]/$everything, 200",
        "/metadata, 200",
        "/Nonsense, 404"
    })
    void head_of_any_question_is_its_answer_without_the_body(String question, int status) {
        var asked = question.replace("[id]", path.substring(path.lastIndexOf('/') + 1));

        var head = demo.send("HEAD", asked, null);
        var get = demo.get(asked);

        assertThat(head.status()).isEqualTo(status).isEqualTo(get.status());
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Type")).isEqualTo(header(get, "Content-Type"));
    }

    @Test
    void head_of_a_search_needs_its_scope(Hospital hospital) {
        assertThat(hospital.anonymous().send("HEAD", "/Patient", null).status()).isEqualTo(401);
        assertThat(hospital.withScope("system/Observation.rs")
                        .send("HEAD", "/Patient", null)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void head_needs_a_token_too(Hospital hospital) {
        assertThat(hospital.anonymous().send("HEAD", path, null).status()).isEqualTo(401);
        assertThat(hospital.withScope("system/Observation.rs")
                        .send("HEAD", path, null)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void answers_are_compressed_for_who_asks() {
        assertThat(header(demo.get("/Patient?_count=50", "Accept-Encoding", "gzip"), "Content-Encoding"))
                .hasValue("gzip");
        assertThat(header(demo.get("/Patient?_count=50"), "Content-Encoding")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, name, 1", "text, name, 0", "data, text, 0", "count, entry, 0"})
    void a_summary_has_what_it_is_for(String summary, String element, int times) {
        var answer = demo.get("/Patient?_id=" + path.substring(path.lastIndexOf('/') + 1) + "&_summary=" + summary);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.resource(Bundle.class).getTotal()).isLessThanOrEqualTo(1);
        assertThat(answer.body().split("\"" + element + "\"", -1)).hasSize(times + 1);
    }

    @Test
    void elements_are_those_asked_for_and_what_must_be_there() {
        var patient = demo.get(path + "?_elements=name").resource(Patient.class);

        assertThat(patient.getName()).hasSize(1);
        assertThat(patient.getIdentifier()).isEmpty();
        assertThat(patient.getMeta().getTag()).extracting("code").contains("SUBSETTED");
    }
}
