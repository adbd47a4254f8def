package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** The same request, once answered verbatim and once through HAPI's model, as every asked-for shape is. */
@HospitalTest
class VerbatimIT {
    private static final String THROUGH_THE_MODEL = "_pretty=false";

    private static Patient patient(String family) {
        var patient = new Patient();
        patient.addName(new HumanName().setFamily(family).addGiven("Zoë \"Q\" \\ \u2028 \uD83D\uDC76"));
        patient.getMeta().addProfile("http://hl7.org/fhir/StructureDefinition/Patient");
        patient.getMeta().addTag("https://example.org/tags", "blue", "Blue");
        patient.getMeta().addSecurity("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", "restricted");
        patient.getMeta().setSource("https://example.org/source");
        patient.addContained(new Organization().setName("Inside").setId("inside"));
        patient.setManagingOrganization(new Reference("#inside"));
        return patient;
    }

    private static Answer same(FhirAnswers asked, String path) {
        var verbatim = asked.get(path);
        var modelled = asked.get(path + (path.contains("?") ? "&" : "?") + THROUGH_THE_MODEL);
        assertThat(withoutLinks(verbatim)).isEqualTo(withoutLinks(modelled));
        return verbatim;
    }

    private static Answer sameWithHeaders(FhirAnswers asked, String path) {
        var verbatim = same(asked, path);
        var modelled = asked.get(path + "?" + THROUGH_THE_MODEL);
        for (var header : new String[] {"ETag", "Last-Modified", "Content-Type", "Content-Location"}) {
            assertThat(verbatim.headers().firstValue(header))
                    .as(header)
                    .isPresent()
                    .isEqualTo(modelled.headers().firstValue(header));
        }
        return verbatim;
    }

    /** The answer of a search has an id and a time of its own, and a link to itself. */
    private static String withoutLinks(Answer answer) {
        return answer.body()
                .replaceFirst("\"resourceType\":\"Bundle\",\"id\":\"[^\"]+\",\"meta\":\\{[^}]*}", "")
                .replaceFirst("\"link\":\\[.*?],?", "");
    }

    private interface FhirAnswers {
        Answer get(String path);
    }

    @Test
    void a_read_and_a_vread_show_what_the_model_would(Hospital hospital) {
        var demo = hospital.asDemo();
        var id = demo.create(patient("Verbatim")).getIdElement().getIdPart();
        demo.put("/Patient/" + id, (Patient) patient("Verbatim2").setId(id));

        var read = sameWithHeaders(demo::get, "/Patient/" + id);
        var first = sameWithHeaders(demo::get, "/Patient/" + id + "/_history/1");

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).contains("Verbatim2", "\"versionId\":\"2\"", "Zoë", "\"code\":\"blue\"");
        assertThat(first.body()).contains("\"family\":\"Verbatim\"", "\"versionId\":\"1\"");
        assertThat(read.body()).doesNotContain("implicitRules");
    }

    @Test
    void names_of_which_only_is_said_why_they_are_unknown_are_kept(Hospital hospital) {
        var demo = hospital.asDemo();
        var unknown = "{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\","
                + "\"valueCode\":\"unknown\"}]}";

        var stored = demo.send(
                "POST", "/Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"_given\":[" + unknown + "]}]}");

        var path = "/Patient/" + stored.resource(Patient.class).getIdElement().getIdPart();
        assertThat(same(demo::get, path).body()).contains("\"_given\":[" + unknown + "]");
        assertThat(demo.get(path + "?_format=xml").body()).contains("data-absent-reason");
    }

    @Test
    void a_page_of_a_search_with_includes_shows_what_the_model_would(Hospital hospital) {
        var demo = hospital.asDemo();
        var patient = demo.create(patient("Pages"));
        var subject = new Reference("Patient/" + patient.getIdElement().getIdPart());
        for (int i = 0; i < 5; i++) {
            demo.create(new Observation().setSubject(subject).setValue(new Quantity(i)));
        }

        var found = same(
                demo::get,
                "/Observation?subject=" + subject.getReference() + "&_include=Observation:subject&_sort=_id&_count=3");

        assertThat(found.resource(Bundle.class).getEntry()).hasSize(4);
        assertThat(found.body()).contains("\"mode\":\"include\"").doesNotContain("implicitRules");
    }

    @Test
    void a_history_shows_what_the_model_would(Hospital hospital) {
        var demo = hospital.asDemo();
        var id = demo.create(patient("First")).getIdElement().getIdPart();
        demo.put("/Patient/" + id, (Patient) patient("Second").setId(id));
        demo.delete("/Patient/" + id);
        demo.put("/Patient/" + id, (Patient) patient("Fourth").setId(id));

        var all = same(demo::get, "/Patient/" + id + "/_history").resource(Bundle.class);
        var page = same(demo::get, "/Patient/_history?_count=2").resource(Bundle.class);
        var next = demo.page(page.getLink(Bundle.LINK_NEXT).getUrl());
        var server = same(demo::get, "/_history?_count=2").resource(Bundle.class);

        assertThat(all.getEntry())
                .extracting(entry -> entry.getRequest().getMethod().toCode())
                .containsExactly("PUT", "DELETE", "PUT", "POST");
        assertThat(page.getEntry()).hasSize(2);
        assertThat(page.getEntry().get(0).getResource().getIdElement().getValue())
                .endsWith(id + "/_history/4");
        assertThat(next.getEntry()).hasSize(2);
        assertThat(server.getEntry()).hasSize(2);
    }

    @Test
    void a_history_of_one_page_shows_what_the_model_would(Hospital hospital) {
        var demo = hospital.asDemo();
        var id = demo.create(patient("Kept")).getIdElement().getIdPart();
        var path = "/Patient/" + id + "/_history";
        versions(2, 20, id, demo);

        var whole = same(demo::get, path);
        var page = whole.resource(Bundle.class);
        versions(21, 21, id, demo);
        var longer = same(demo::get, path).resource(Bundle.class);

        assertThat(whole.headers().map().keySet())
                .isEqualTo(
                        demo.get(path + "?" + THROUGH_THE_MODEL).headers().map().keySet());
        assertThat(page.getTotal()).isEqualTo(20);
        assertThat(page.getLink())
                .extracting(Bundle.BundleLinkComponent::getRelation)
                .containsExactly("self");
        assertThat(page.getEntry())
                .extracting(entry -> entry.getResource().getMeta().getVersionId())
                .startsWith("20", "19")
                .endsWith("2", "1");
        assertThat(page.getEntry())
                .extracting(entry -> entry.getRequest().getMethod().toCode())
                .startsWith("PUT")
                .endsWith("PUT", "POST");
        assertThat(whole.body())
                .contains("Version20", "Kept", "\"code\":\"blue\"")
                .doesNotContain("implicitRules");
        assertThat(longer.getTotal()).isEqualTo(21);
        assertThat(longer.getEntry()).hasSize(20);
        assertThat(demo.page(longer.getLink(Bundle.LINK_NEXT).getUrl()).getEntry())
                .hasSize(1);
    }

    private static void versions(int first, int last, String id, FhirClient demo) {
        IntStream.rangeClosed(first, last)
                .forEach(each -> demo.put(
                        "/Patient/" + id, (Patient) patient("Version" + each).setId(id)));
    }

    @Test
    void everything_of_a_patient_is_complete_and_shows_what_the_model_would(Hospital hospital) {
        var demo = hospital.asDemo();
        var patient = demo.create(patient("Everything"));
        var path = "/Patient/" + patient.getIdElement().getIdPart();
        for (int i = 0; i < 25; i++) {
            demo.create(new Observation().setSubject(new Reference(path.substring(1))));
        }

        var page = same(demo::get, path + "/$everything").resource(Bundle.class);
        var found = new TreeSet<String>();
        collect(page, found);
        while (page.getLink(Bundle.LINK_NEXT) != null) {
            page = demo.page(page.getLink(Bundle.LINK_NEXT).getUrl());
            collect(page, found);
        }

        assertThat(found).hasSize(26);
    }

    private static void collect(Bundle page, Set<String> found) {
        page.getEntry().forEach(entry -> found.add(entry.getFullUrl()));
    }

    @Test
    void a_record_with_extensions_in_its_meta_or_references_to_this_server_is_shown_as_the_model_would(
            Hospital hospital) {
        var demo = hospital.asDemo();
        var extended = patient("Extended");
        extended.getMeta().addExtension(new Extension("https://example.org/e", new StringType("kept")));
        var pointing = patient("Pointing");
        pointing.addGeneralPractitioner(new Reference("Organization/1").setDisplay(hospital.root() + "/fhir/x"));
        extended.setImplicitRules("https://example.org/rules");

        var first = demo.create(extended).getIdElement().getIdPart();

        assertThat(same(demo::get, "/Patient/" + first).body()).contains("kept", "https://example.org/rules");
        assertThat(same(demo::get, "/Patient?_id=" + first).body()).contains("kept");
    }

    @Test
    void what_is_gone_or_unknown_is_told_as_ever(Hospital hospital) {
        var demo = hospital.asDemo();
        var id = demo.create(patient("Gone")).getIdElement().getIdPart();
        demo.delete("/Patient/" + id);

        assertThat(demo.get("/Patient/" + id).status()).isEqualTo(410);
        assertThat(demo.get("/Patient/" + id + "/_history/1").status()).isEqualTo(200);
        assertThat(demo.get("/Patient/" + id + "/_history/7").status()).isEqualTo(404);
        assertThat(demo.get("/Patient/" + id + "/_history/x").status()).isBetween(400, 404);
        assertThat(demo.get("/Patient/never-there").status()).isEqualTo(404);
        assertThat(demo.get("/Patient?_id=" + id).resource(Bundle.class).getEntry())
                .isEmpty();
    }

    @Test
    void whoever_may_not_see_it_does_not_see_it_verbatim_either(Hospital hospital) {
        var demo = hospital.asDemo();
        var patient = demo.create(patient("Hidden"));
        var id = patient.getIdElement().getIdPart();
        var observation = demo.create(new Observation().setSubject(new Reference("Patient/" + id)));
        var number = observation.getIdElement().getIdPart();

        var refused = Map.of(
                hospital.withScope("system/Observation.rs"), "/Patient/" + id,
                hospital.withScope("system/Patient.cud"), "/Patient/" + id,
                hospital.asClinicB(), "/Patient/" + id,
                hospital.withScope("system/Patient.s"), "/Patient/" + id + "/_history/1",
                hospital.withScope("system/Observation.rs?category=laboratory"), "/Observation/" + number);

        refused.forEach((client, path) -> {
            for (var shape : new String[] {"", "?" + THROUGH_THE_MODEL}) {
                var answer = client.get(path + shape);
                assertThat(answer.status()).as(path).isIn(403, 404);
                assertThat(answer.body()).doesNotContain("Hidden").doesNotContain("\"subject\"");
            }
        });
        var withIncludes = hospital.withScope("system/Observation.rs")
                .get("/Observation?_id=" + number + "&_include=Observation:subject");
        assertThat(withIncludes.body()).doesNotContain("Hidden");
        assertThat(hospital.anonymous().get("/Patient/" + id).status()).isEqualTo(401);
    }

    @Test
    void the_trail_names_the_patient_of_a_record_shown_verbatim(Hospital hospital) {
        var demo = hospital.asDemo();
        var patient =
                "Patient/" + demo.create(patient("Trailed")).getIdElement().getIdPart();
        var observation = demo.create(new Observation().setSubject(new Reference(patient)));

        demo.get("/Observation/" + observation.getIdElement().getIdPart());
        demo.get("/Observation?subject=" + patient);

        var trail = demo.get("/AuditEvent?patient=" + patient + "&_count=50").body();
        assertThat(trail).contains("\"code\":\"read\"", "\"code\":\"search-type\"");
    }
}
