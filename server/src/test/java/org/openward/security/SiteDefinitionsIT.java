package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Library;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Value sets, concept maps, questionnaires and libraries are each tenant's own. */
@HospitalTest
class SiteDefinitionsIT {
    private static final String GENDERS = "http://hl7.org/fhir/administrative-gender";

    private final FhirClient hospital;
    private final FhirClient clinic;
    private final String id = "site-" + UUID.randomUUID();
    private final String url = "https://example.org/site/" + id;

    SiteDefinitionsIT(Hospital hospital) {
        this.hospital = hospital.asDemo();
        this.clinic = hospital.asClinicB();
    }

    private <T extends MetadataResource> T named(T definition, String title) {
        definition.setId(id);
        definition.setUrl(url).setName(title).setTitle(title).setStatus(PublicationStatus.ACTIVE);
        return definition;
    }

    @Test
    void what_one_tenant_edits_stays_as_it_is_for_the_other() {
        for (var definition : List.of(new ValueSet(), new ConceptMap(), new Questionnaire(), new Library())) {
            var path = "/" + definition.fhirType() + "/" + id;
            assertThat(hospital.put(path, named(definition, "Of the hospital")).status())
                    .isEqualTo(201);
            assertThat(clinic.get(path).status()).isEqualTo(404);

            assertThat(clinic.put(path, named(definition, "Of the clinic")).status())
                    .isEqualTo(201);

            assertThat(hospital.get(path).body()).contains("Of the hospital");
            assertThat(clinic.get(path).body()).contains("Of the clinic").doesNotContain("Of the hospital");
            assertThat(clinic.search(definition.fhirType() + "?url=" + url).getEntry())
                    .hasSize(1);
            assertThat(clinic.get(path + "/_history").body()).doesNotContain("Of the hospital");
            assertThat(clinic.delete(path).status()).isEqualTo(200);
            assertThat(hospital.get(path).status()).isEqualTo(200);
        }
    }

    private ValueSet genders(String... codes) {
        var set = named(new ValueSet(), "Genders");
        var include = set.getCompose().addInclude().setSystem(GENDERS);
        List.of(codes).forEach(code -> include.addConcept().setCode(code));
        return set;
    }

    private static String expanded(FhirClient tenant, String url) {
        return tenant.get("/ValueSet/$expand?url=" + url).body();
    }

    @Test
    void a_tenant_without_a_value_set_of_its_own_has_the_default_tenants() {
        hospital.put("/ValueSet/" + id, genders("male", "female"));

        assertThat(expanded(clinic, url)).contains("female").contains("male");

        clinic.put("/ValueSet/" + id, genders("other"));

        assertThat(expanded(clinic, url)).contains("\"other\"").doesNotContain("female");
        assertThat(expanded(hospital, url)).contains("female").doesNotContain("\"other\"");
    }

    @Test
    void what_a_tenant_keeps_for_itself_answers_for_nobody_else() {
        clinic.put("/ValueSet/" + id, genders("other"));

        assertThat(expanded(clinic, url)).contains("\"other\"");
        assertThat(hospital.get("/ValueSet/$expand?url=" + url).status()).isEqualTo(404);
        var asked = "/ValueSet/$validate-code?system=" + GENDERS + "&code=other&url=" + url;
        assertThat(clinic.get(asked).body()).contains("true");
        assertThat(hospital.get(asked).status()).isEqualTo(404);
        assertThat(hospital.get("/Patient?gender:in=" + url).status()).isGreaterThanOrEqualTo(400);
        assertThat(clinic.get("/Patient?gender:in=" + url).status()).isEqualTo(200);
    }

    @Test
    void a_code_is_translated_by_the_tenants_own_map() {
        hospital.put("/ConceptMap/" + id, translating("male", "M"));
        clinic.put("/ConceptMap/" + id, translating("male", "m-of-the-clinic"));
        var asked = "/ConceptMap/$translate?system=" + GENDERS + "&code=male&url=" + url;

        assertThat(hospital.get(asked).body()).contains("\"M\"").doesNotContain("m-of-the-clinic");
        assertThat(clinic.get(asked).body()).contains("m-of-the-clinic").doesNotContain("\"M\"");
    }

    private ConceptMap translating(String from, String to) {
        var map = named(new ConceptMap(), "Genders");
        map.addGroup()
                .setSource(GENDERS)
                .setTarget("urn:sex")
                .addElement()
                .setCode(from)
                .addTarget()
                .setCode(to)
                .setEquivalence(org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence.EQUAL);
        return map;
    }
}
