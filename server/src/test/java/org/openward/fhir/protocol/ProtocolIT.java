package org.openward.fhir.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class ProtocolIT {
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String XML_PATCH = "application/xml-patch+xml";

    private final FhirClient client;
    private final String patient;

    ProtocolIT(Hospital hospital) {
        client = hospital.asDemo();
        var someone = new Patient();
        someone.addName().setFamily("Ward");
        someone.getText().setStatus(NarrativeStatus.GENERATED).setDivAsString("<div>Mrs Ward</div>");
        patient = "/Patient/" + client.create(someone).getIdElement().getIdPart();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/fhir+json|200|json",
                "application/json|200|json",
                "application/fhir+xml|200|xml",
                "text/xml|200|xml",
                "*/*|200|json",
                "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8|200|xml",
                "application/fhir+json; fhirVersion=4.0|200|json",
                "application/fhir+json; fhirVersion=3.0|406|json",
                "image/png|406|json",
                "text/plain|406|json",
                "application/fhir+json;q=0|406|json",
                "rubbish|406|json"
            })
    void the_answer_is_in_a_format_that_the_client_reads(String accept, int status, String format) {
        var answer = client.get(patient, "Accept", accept);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).contains(format);
    }

    @ParameterizedTest
    @CsvSource({
        "json, 200",
        "xml, 200",
        "application/fhir+xml, 200",
        "application%2Ffhir%2Bjson, 200",
        "foo, 406",
        "text/plain, 406",
        "html, 406"
    })
    void the_format_parameter_decides_before_the_header(String format, int status) {
        assertThat(client.get(patient + "?_format=" + format, "Accept", "image/png")
                        .status())
                .isEqualTo(status);
    }

    @Test
    void a_binary_has_a_format_of_its_own() {
        var stored = client.send("POST", "/Binary", "a scan", "Content-Type", "image/png");
        assertThat(stored.status()).isEqualTo(201);

        var location = stored.headers().firstValue("Location").orElseThrow().replaceFirst("^.*/fhir", "");

        for (var typeOfNoBody : List.of("image/png", "application/fhir+json")) {
            assertThat(client.get(location, "Accept", "image/png", "Content-Type", typeOfNoBody)
                            .body())
                    .isEqualTo("a scan");
        }
    }

    @ParameterizedTest
    @CsvSource({"POST, /Patient, text/plain", "PUT, /Patient/x1, text/csv", "POST, '', text/plain"})
    void a_body_that_is_no_fhir_is_not_read(String method, String path, String type) {
        var answer = client.send(method, path, "hello", "Content-Type", type);

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).contains("application/fhir+json");
    }

    @Test
    void a_search_that_is_posted_is_a_form() {
        var asJson =
                client.send("POST", "/Patient/_search", "{\"family\":\"nobody\"}", "Content-Type", "application/json");
        var asForm = client.send(
                "POST",
                "/Patient/_search",
                "_id=nobody",
                "Content-Type",
                "application/x-www-form-urlencoded; charset=UTF-8");

        assertThat(asJson.status()).isEqualTo(415);
        assertThat(asJson.outcome().getIssueFirstRep().getDiagnostics()).contains("x-www-form-urlencoded");
        assertThat(asForm.resource(Bundle.class).getEntry()).isEmpty();
    }

    @Test
    void an_update_of_what_is_found_keeps_the_id_that_it_brings() {
        var number = UUID.randomUUID().toString();
        var id = "a-" + number;
        var someone = new Patient();
        someone.addIdentifier().setSystem("urn:ietf:rfc:3986").setValue("urn:uuid:" + number);
        var found = "/Patient?identifier=urn:ietf:rfc:3986%7Curn:uuid:" + number;

        someone.setId(id);
        var created = client.put(found, someone);
        var again = client.put(found, someone.setActive(true));
        someone.setId("b-" + number);
        var another = client.put(found, someone.setActive(false));
        someone.setId((String) null);
        var without = client.put(found, someone.setActive(false));
        var impossible = client.send("PUT", found, "{\"resourceType\":\"Patient\",\"id\":\"a_b\"}");

        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(created.resource(Patient.class).getIdElement().getIdPart()).isEqualTo(id);
        assertThat(again.status()).isEqualTo(200);
        assertThat(another.status()).as(another.toString()).isEqualTo(400);
        assertThat(without.resource(Patient.class).getIdElement().getIdPart()).isEqualTo(id);
        assertThat(impossible.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                JSON_PATCH + "|''|400",
                JSON_PATCH + "|not json|400",
                JSON_PATCH + "|[{\"op\":\"replace\",\"path\":\"/foo/0/bar\",\"value\":1}]|400",
                JSON_PATCH + "|[{\"op\":\"test\",\"path\":\"/gender\",\"value\":\"male\"}]|400",
                XML_PATCH + "|''|400",
                XML_PATCH + "|not xml|400",
                XML_PATCH
                        + "|<diff xmlns:f=\"http://hl7.org/fhir\"><replace sel=\"f:Patient/f:foo/@value\">x</replace></diff>|422",
                XML_PATCH
                        + "|<!DOCTYPE diff [<!ENTITY secret SYSTEM \"file:///etc/hostname\">]><diff xmlns:f=\"http://hl7.org/fhir\">"
                        + "<replace sel=\"f:Patient/f:name/f:family/@value\">&secret;</replace></diff>|400",
                "application/fhir+json|''|400",
                "application/fhir+json|{\"resourceType\":\"Patient\"}|400",
                "text/plain|x|415",
                "application/json|[]|415"
            })
    void a_patch_that_cannot_be_made_changes_nothing(String type, String body, int status) {
        var answer = client.send("PATCH", patient, body, "Content-Type", type);

        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).isNotBlank();
        assertThat(client.get(patient).resource(Patient.class).getMeta().getVersionId())
                .isEqualTo("1");
    }

    @Test
    void a_patch_of_a_batch_brings_no_entities() {
        var secret = "<!DOCTYPE diff [<!ENTITY secret SYSTEM \"file:///etc/hostname\">]>"
                + "<diff xmlns:f=\"http://hl7.org/fhir\">"
                + "<replace sel=\"f:Patient/f:name/f:family/@value\">&secret;</replace></diff>";
        var bundle = new Bundle().setType(BundleType.BATCH);
        bundle.addEntry()
                .setResource(new Binary().setContentType(XML_PATCH).setData(secret.getBytes(StandardCharsets.UTF_8)))
                .getRequest()
                .setMethod(HTTPVerb.PATCH)
                .setUrl(patient.substring(1));

        assertThat(client.transact(bundle).status()).isEqualTo(400);
        assertThat(client.get(patient).resource(Patient.class).getNameFirstRep().getFamily())
                .isEqualTo("Ward");
    }

    @Test
    void a_patch_of_a_batch_names_a_record_or_what_is_to_be_found() {
        var patch = "[{\"op\":\"replace\",\"path\":\"/gender\",\"value\":\"male\"}]";
        var bundle = new Bundle().setType(BundleType.BATCH);
        bundle.addEntry()
                .setResource(new Binary().setContentType(JSON_PATCH).setData(patch.getBytes(StandardCharsets.UTF_8)))
                .getRequest()
                .setMethod(HTTPVerb.PATCH)
                .setUrl(patient.substring(1) + "?x=y");

        var answer = client.transact(bundle);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).contains("PATCH");
    }

    @Test
    void an_entry_of_a_batch_that_creates_nothing_is_refused_alone() {
        var bundle = new Bundle().setType(BundleType.BATCH);
        bundle.addEntry().getRequest().setMethod(HTTPVerb.POST).setUrl("Patient");
        bundle.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl(patient.substring(1));

        var answer = client.transact(bundle).resource(Bundle.class);

        assertThat(answer.getEntry().get(0).getResponse().getStatus()).startsWith("400");
        assertThat(answer.getEntry().get(1).getResponse().getStatus()).startsWith("200");
    }

    @Test
    void an_xml_patch_of_a_batch_that_finds_no_place_is_refused_like_one_alone() {
        var bundle = new Bundle().setType(BundleType.BATCH);
        var patch = "<diff xmlns:f=\"http://hl7.org/fhir\"><replace sel=\"f:Patient/f:foo/@value\">x</replace></diff>";
        bundle.addEntry()
                .setResource(new Binary().setContentType(XML_PATCH).setData(patch.getBytes(StandardCharsets.UTF_8)))
                .getRequest()
                .setMethod(HTTPVerb.PATCH)
                .setUrl(patient.substring(1));
        bundle.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl(patient.substring(1));

        var answer = client.transact(bundle).resource(Bundle.class);

        var refused = answer.getEntry().get(0).getResponse();
        assertThat(refused.getStatus()).startsWith("422");
        assertThat(((OperationOutcome) refused.getOutcome()).getIssueFirstRep().getDiagnostics())
                .contains("XML patch");
        assertThat(answer.getEntry().get(1).getResponse().getStatus()).startsWith("200");
    }

    @Test
    void a_stored_bundle_keeps_its_own_links() {
        var stored = new Bundle().setType(BundleType.COLLECTION);
        stored.addLink().setRelation("self").setUrl("http://lab.example/x");
        var id = client.create(stored).getIdElement().getIdPart();

        assertThat(client.get("/Bundle/" + id + "?_pretty=true")
                        .resource(Bundle.class)
                        .getLink("self")
                        .getUrl())
                .isEqualTo("http://lab.example/x");
    }

    @Test
    void a_patch_that_can_be_made_is_made() {
        var answer = client.send(
                "PATCH",
                patient,
                "<diff xmlns:f=\"http://hl7.org/fhir\"><replace sel=\"f:Patient/f:name/f:family/@value\">Bed</replace></diff>",
                "Content-Type",
                XML_PATCH);

        assertThat(answer.resource(Patient.class).getNameFirstRep().getFamily()).isEqualTo("Bed");
    }

    @Test
    void a_record_that_is_there_is_not_written_again_by_who_asks_for_a_new_one() {
        var id = "new-" + UUID.randomUUID();

        assertThat(put(id).status()).isEqualTo(201);
        var again = put(id);

        assertThat(again.status()).isEqualTo(412);
        assertThat(again.outcome().getIssueFirstRep().getDiagnostics()).contains("If-None-Match");
        assertThat(versions(id)).isEqualTo(1);
    }

    @Test
    void a_record_that_was_deleted_is_not_there() {
        var id = "new-" + UUID.randomUUID();
        put(id);
        client.delete("/Patient/" + id);

        assertThat(put(id).status()).isEqualTo(201);
    }

    @Test
    void only_one_of_sixteen_creates_it() throws InterruptedException {
        var id = "new-" + UUID.randomUUID();

        var answers = AtOnce.all(16, who -> () -> put(id).status());

        assertThat(answers).allMatch(AtOnce.Outcome::succeeded);
        assertThat(answers)
                .extracting(answer -> answer.result().get(0))
                .containsOnlyOnce(201)
                .doesNotContain(200);
        assertThat(versions(id)).isEqualTo(1);
    }

    private Answer put(String id) {
        var someone = new Patient();
        someone.setId(id);
        someone.addName().setFamily("New");
        return client.put("/Patient/" + id, someone, "If-None-Match", "*");
    }

    private int versions(String id) {
        return client.get("/Patient/" + id + "/_history").resource(Bundle.class).getTotal();
    }

    @Test
    void the_summary_of_a_text_is_a_record_with_its_text_and_what_it_must_have() {
        var blood = new Observation().setStatus(ObservationStatus.FINAL);
        blood.getCode().setText("Hemoglobin");
        blood.getText().setStatus(NarrativeStatus.GENERATED).setDivAsString("<div>Hb 12</div>");
        blood.addNote().setText("not in the summary");
        var id = client.create(blood).getIdElement().getIdPart();

        var answer = client.get("/Observation/" + id + "?_summary=text");

        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).contains("json");
        var shown = answer.resource(Observation.class);
        assertThat(shown.getText().getDivAsString()).contains("Hb 12");
        assertThat(shown.getStatus()).isEqualTo(ObservationStatus.FINAL);
        assertThat(shown.getCode().getText()).isEqualTo("Hemoglobin");
        assertThat(shown.getNote()).isEmpty();
        assertThat(shown.getMeta().getTag("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "SUBSETTED"))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "handling=strict"})
    void an_unknown_parameter_is_refused(String prefer) {
        var answer = prefer.isEmpty()
                ? client.get("/Patient?_id=x&foo=bar")
                : client.get("/Patient?_id=x&foo=bar", "Prefer", prefer);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("foo");
    }

    @Test
    void who_is_lenient_hears_what_was_left_out() {
        var found = client.get(
                        "/Patient?_id=" + patient.replace("/Patient/", "") + "&foo=bar&name:exact=Ward&_total=accurate",
                        "Prefer",
                        "handling=lenient")
                .resource(Bundle.class);

        assertThat(found.getTotal()).isEqualTo(1);
        assertThat(found.getLink(Bundle.LINK_SELF).getUrl()).contains("name").doesNotContain("foo");
        assertThat(found.getEntry()).hasSize(2);
        assertThat(found.getEntry().get(1).getSearch().getMode()).isEqualTo(SearchEntryMode.OUTCOME);
        assertThat(((OperationOutcome) found.getEntry().get(1).getResource())
                        .getIssueFirstRep()
                        .getDiagnostics())
                .contains("foo");
    }

    @Test
    void who_is_lenient_still_needs_a_token(Hospital hospital) {
        assertThat(hospital.anonymous()
                        .get("/Patient?foo=bar", "Prefer", "handling=lenient")
                        .status())
                .isEqualTo(401);
    }
}
