package org.openward.fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupUnmappedMode;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.TerminologyCapabilities;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@HospitalTest
class TerminologyIT {
    private final FhirClient client;
    private final String site = "https://site.example/" + UUID.randomUUID();
    private final String cells = site + "/cells";

    TerminologyIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    /** cells: red, white (neut, lymph); old is retired. */
    @BeforeEach
    void store_a_code_system() {
        var system = new CodeSystem().setUrl(cells).setVersion("1").setStatus(PublicationStatus.ACTIVE);
        system.setContent(CodeSystemContentMode.COMPLETE).setName("Cells");
        system.addConcept().setCode("red").setDisplay("Erythrocytes");
        var white = system.addConcept().setCode("white").setDisplay("Leukocytes");
        white.addDesignation().setLanguage("de").setValue("Leukozyten");
        white.addConcept().setCode("neut").setDisplay("Neutrophils");
        white.addConcept().setCode("lymph").setDisplay("Lymphocytes");
        system.addConcept().setCode("old").addProperty().setCode("inactive").setValue(new BooleanType(true));
        client.create(system);
    }

    @Test
    void a_stored_value_set_is_expanded_by_id_by_address_and_as_it_is_sent() {
        var set = white("white");
        set.getCompose().addExclude().setSystem(cells).addConcept().setCode("neut");
        var stored = client.create(set);

        assertThat(codes("ValueSet/" + stored.getIdElement().getIdPart() + "/$expand"))
                .containsExactly("white", "lymph");
        assertThat(codes("ValueSet/$expand?url=" + set.getUrl())).containsExactly("white", "lymph");
        assertThat(codes(client.post("/ValueSet/$expand", sent(set)))).containsExactly("white", "lymph");
    }

    @Test
    void an_expansion_is_filtered_paged_translated_and_without_retired_codes() {
        var set = client.create(all("all"));
        var expand = "ValueSet/$expand?url=" + set.getUrl();

        assertThat(codes(expand)).containsExactly("red", "white", "neut", "lymph", "old");
        assertThat(codes(expand + "&activeOnly=true")).doesNotContain("old").hasSize(4);
        assertThat(codes(expand + "&filter=CYTES")).containsExactly("red", "white", "lymph");
        assertThat(codes(expand + "&offset=1&count=2")).containsExactly("white", "neut");
        assertThat(client.get("/" + expand + "&displayLanguage=de").body()).contains("Leukozyten");
        assertThat(client.get("/" + expand + "&includeDesignations=true").body())
                .contains("Leukozyten", "Leukocytes");
    }

    @Test
    void a_code_systems_address_is_taken_and_its_codes_are_kept_in_the_record_only(Hospital hospital) {
        var url = site + "/kept";
        var stored = client.create(colours(url));
        stored.setName("Renamed");
        assertThat(client.put("/" + stored.getIdElement().toUnqualifiedVersionless(), stored)
                        .status())
                .isEqualTo(200);

        assertThat(client.get("/CodeSystem/$lookup?system=" + url + "&code=blue")
                        .status())
                .isEqualTo(200);
        assertThat(hospital.part(JdbcClient.class)
                        .sql(
                                """
                                select count(*) from trm_concept c join trm_codesystem_ver v on v.pid = c.codesystem_pid
                                join trm_codesystem s on s.pid = v.codesystem_pid where s.code_system_uri = :url""")
                        .param("url", url)
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(client.post("/CodeSystem", colours(url)).status()).isEqualTo(422);
        var twice = colours(site + "/twice");
        twice.getConceptFirstRep().addConcept().setCode("blue");
        assertThat(client.post("/CodeSystem", twice).body()).contains("blue is defined twice");
    }

    private static CodeSystem colours(String url) {
        var colours = new CodeSystem()
                .setUrl(url)
                .setStatus(PublicationStatus.ACTIVE)
                .setContent(CodeSystemContentMode.COMPLETE);
        colours.addConcept().setCode("red");
        colours.addConcept().setCode("blue");
        return colours;
    }

    @Test
    void a_change_of_a_value_set_counts_at_once() {
        var set = client.create(white("changing"));
        assertThat(codes("ValueSet/$expand?url=" + set.getUrl())).hasSize(3);
        assertThat(found("Observation?code:in=" + set.getUrl())).isEmpty();

        set.getCompose().getInclude().clear();
        set.getCompose().addInclude().setSystem(cells).addConcept().setCode("red");
        client.put("/" + set.getIdElement().toUnqualifiedVersionless(), set);

        assertThat(codes("ValueSet/$expand?url=" + set.getUrl())).containsExactly("red");
    }

    @Test
    void a_value_set_may_be_the_body_itself() {
        var set = white("bare");

        assertThat(codes(client.post("/ValueSet/$expand?filter=lymph", set))).containsExactly("lymph");
        assertThat(client.post("/ValueSet/$validate-code?code=lymph&system=" + cells, set)
                        .resource(Parameters.class)
                        .getParameterBool("result"))
                .isTrue();
        assertThat(client.post("/ValueSet/$expand?url=" + site + "/other", set).status())
                .isEqualTo(400);
        assertThat(client.post("/ValueSet/$expand", new CodeSystem()).status()).isEqualTo(400);
    }

    @Test
    void a_code_without_a_display_is_looked_up_by_another_name_or_itself() {
        var url = site + "/nameless";
        var nameless = new CodeSystem()
                .setUrl(url)
                .setStatus(PublicationStatus.ACTIVE)
                .setContent(CodeSystemContentMode.COMPLETE);
        nameless.addConcept().setCode("bare");
        nameless.addConcept()
                .setCode("named")
                .addDesignation()
                .setLanguage("de")
                .setValue("Benannt");
        client.create(nameless);

        assertThat(display(url, "bare")).isEqualTo("bare");
        assertThat(display(url, "named")).isEqualTo("Benannt");
    }

    private String display(String url, String code) {
        return client.get("/CodeSystem/$lookup?system=" + url + "&code=" + code)
                .resource(Parameters.class)
                .getParameter("display")
                .getValue()
                .primitiveValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ValueSet/$expand",
                "ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&count=few",
                "ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&activeOnly=perhaps",
                "ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&count=-1",
                "ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/administrative-gender",
                "CodeSystem/$lookup?code=male",
                "CodeSystem/$subsumes?system=http://hl7.org/fhir/administrative-gender&codeA=male",
                "ConceptMap/$translate?system=http://x.example",
                "metadata?mode=poetic",
                "Observation?code:below=718-7",
                "Observation?subject:Patient.gender:below=http://hl7.org/fhir/administrative-gender%7Cmale,female",
                "Observation?subject:Patient.gender:below=female,http://hl7.org/fhir/administrative-gender%7Cmale",
                "Observation?code:in=http://nowhere.example/vs",
            })
    void an_unclear_question_is_refused(String question) {
        assertThat(client.get("/" + question).status()).isEqualTo(400);
    }

    @Test
    void what_is_not_known_is_said_to_be_so() {
        assertThat(client.get("/ValueSet/$expand?url=" + site + "/none").status())
                .isEqualTo(404);
        assertThat(client.get("/ValueSet/$expand?url=%7C").status()).isEqualTo(404);
        assertThat(client.get("/ValueSet/nobody-has-it/$expand").status()).isEqualTo(404);
        assertThat(client.get("/CodeSystem/$lookup?system=" + site + "/none&code=x")
                        .status())
                .isEqualTo(404);
        assertThat(client.get("/CodeSystem/$lookup?system=" + cells + "&code=x").status())
                .isEqualTo(404);
        var unknownSystem = new ValueSet().setUrl(site + "/vs").setStatus(PublicationStatus.ACTIVE);
        unknownSystem.getCompose().addInclude().setSystem(site + "/none");
        assertThat(client.post("/ValueSet/$expand", sent(unknownSystem)).status())
                .isEqualTo(422);
        var supplemented = white("supplemented");
        supplemented.addExtension(
                "http://hl7.org/fhir/StructureDefinition/valueset-supplement", new CanonicalType(site + "/none"));
        assertThat(client.post("/ValueSet/$expand", sent(supplemented)).status())
                .isEqualTo(422);
    }

    @Test
    void a_code_is_checked_against_a_value_set() {
        var set = client.create(white("checked"));
        var check = "/ValueSet/$validate-code?url=" + set.getUrl() + "&system=" + cells;

        assertThat(isGood(client.get(check + "&code=neut"))).isTrue();
        assertThat(isGood(client.get(check + "&code=neut&display=neutrophils"))).isTrue();
        assertThat(isGood(client.get(check + "&code=neut&display=Monocytes"))).isFalse();
        assertThat(isGood(client.get(check + "&code=red"))).isFalse();
        var concept = new CodeableConcept()
                .addCoding(new Coding(cells, "red", null))
                .addCoding(new Coding(cells, "white", null));
        var asked = new Parameters().addParameter("url", new UriType(set.getUrl()));
        assertThat(isGood(client.post("/ValueSet/$validate-code", asked.addParameter("codeableConcept", concept))))
                .isTrue();
    }

    @Test
    void a_code_is_checked_looked_up_and_compared_in_its_code_system() {
        assertThat(isGood(client.get("/CodeSystem/$validate-code?url=" + cells + "&code=red")))
                .isTrue();
        assertThat(isGood(client.get("/CodeSystem/$validate-code?url=" + cells + "&code=blue")))
                .isFalse();
        assertThat(client.get("/CodeSystem/$lookup?system=" + cells + "&code=white")
                        .body())
                .contains("Leukocytes", "Leukozyten", "\"child\"", "neut", "lymph");
        assertThat(client.get("/CodeSystem/$lookup?system=" + cells + "&code=white&displayLanguage=de&property=parent")
                        .resource(Parameters.class)
                        .getParameter("display")
                        .getValue()
                        .primitiveValue())
                .isEqualTo("Leukozyten");
        assertThat(compared("white", "neut")).isEqualTo("subsumes");
        assertThat(compared("neut", "white")).isEqualTo("subsumed-by");
        assertThat(compared("white", "white")).isEqualTo("equivalent");
        assertThat(compared("red", "neut")).isEqualTo("not-subsumed");
    }

    @Test
    void an_addressed_code_system_answers_in_its_own_version() {
        var first = client.search("CodeSystem?url=" + cells)
                .getEntryFirstRep()
                .getResource()
                .getIdElement()
                .getIdPart();
        var second = new CodeSystem().setUrl(cells).setVersion("2").setStatus(PublicationStatus.ACTIVE);
        second.setContent(CodeSystemContentMode.COMPLETE).addConcept().setCode("blue");
        client.create(second);

        assertThat(isGood(client.get("/CodeSystem/" + first + "/$validate-code?code=blue")))
                .isFalse();
        assertThat(isGood(client.get("/CodeSystem/" + first + "/$validate-code?code=red")))
                .isTrue();
        assertThat(isGood(client.get("/CodeSystem/$validate-code?url=" + cells + "&code=blue")))
                .isTrue();
        assertThat(isGood(client.get("/CodeSystem/$validate-code?url=" + cells + "&version=1&code=blue")))
                .isFalse();
    }

    @Test
    void a_code_system_without_its_codes_is_not_known() {
        var stub = new CodeSystem().setUrl(site + "/stub").setStatus(PublicationStatus.ACTIVE);
        client.create(stub.setContent(CodeSystemContentMode.NOTPRESENT));
        var set = new ValueSet().setUrl(site + "/vs/stub").setStatus(PublicationStatus.ACTIVE);
        set.getCompose().addInclude().setSystem(stub.getUrl());
        client.create(set);

        assertThat(client.get("/ValueSet/$expand?url=" + set.getUrl()).status()).isEqualTo(422);
        assertThat(client.get("/ValueSet/$validate-code?url=%s&system=%s&code=x".formatted(set.getUrl(), stub.getUrl()))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void a_unit_of_ucum_is_known_though_nobody_lists_them() {
        assertThat(isGood(client.get("/CodeSystem/$validate-code?url=http://unitsofmeasure.org&code=mg/dL")))
                .isTrue();
        assertThat(isGood(client.get("/CodeSystem/$validate-code?url=http://unitsofmeasure.org&code=mg//dL")))
                .isFalse();
        assertThat(client.get("/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/ucum-units")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void a_code_is_translated_by_every_map_that_knows_it() {
        var map = new ConceptMap().setUrl(site + "/map").setStatus(PublicationStatus.ACTIVE);
        var group = map.addGroup().setSource(cells).setTarget(site + "/other");
        group.addElement().setCode("red").addTarget().setCode("R").setEquivalence(ConceptMapEquivalence.WIDER);
        group.getUnmapped().setMode(ConceptMapGroupUnmappedMode.FIXED).setCode("REST");
        var stored = client.create(map);

        var byAddress = "ConceptMap/$translate?url=" + map.getUrl() + "&system=" + cells;
        assertThat(translated(byAddress + "&code=red")).containsExactly("R");
        assertThat(translated(byAddress + "&code=white")).containsExactly("REST");
        assertThat(translated("ConceptMap/" + stored.getIdElement().getIdPart() + "/$translate?code=red"))
                .containsExactly("R");
        assertThat(translated("ConceptMap/$translate?system=" + cells + "&code=red"))
                .containsExactly("R");
        assertThat(translated("ConceptMap/$translate?reverse=true&code=R&system=" + site + "/other"))
                .containsExactly("red");
        assertThat(translated("ConceptMap/$translate?url=" + site + "/none&system=" + cells + "&code=red"))
                .isEmpty();
    }

    @Test
    void records_are_found_by_value_sets_and_branches() {
        var set = client.create(white("searched"));
        var empty = client.create(emptySet());
        var red = observation("red");
        var neut = observation("neut");
        var both = client.create(new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept()
                        .addCoding(new Coding(cells, "lymph", null))
                        .addCoding(new Coding(cells, "red", null))));
        var here = "&_id=" + String.join(",", id(red), id(neut), id(both));

        assertThat(found("Observation?code:in=" + set.getUrl() + here)).containsExactlyInAnyOrder(id(neut), id(both));
        assertThat(found("Observation?code:not-in=" + set.getUrl() + here)).containsExactly(id(red));
        assertThat(found("Observation?code:below=" + cells + "%7Cwhite" + here))
                .containsExactlyInAnyOrder(id(neut), id(both));
        assertThat(found("Observation?code:above=" + cells + "%7Cneut" + here)).containsExactly(id(neut));
        assertThat(found("Observation?code:in=" + empty.getUrl() + here)).isEmpty();
        assertThat(found("Observation?code:not-in=" + empty.getUrl() + here)).hasSize(3);
    }

    @Test
    void records_are_found_by_the_codes_of_those_that_they_name() {
        var set = client.create(white("chained"));
        var empty = client.create(emptySet());
        var ofRed = reportOf(client, observation("red"));
        var ofNeut = reportOf(client, observation("neut"));
        var here = "&_id=" + ofRed + "," + ofNeut;

        assertThat(found("DiagnosticReport?result.code:in=" + set.getUrl() + here))
                .containsExactly(ofNeut);
        assertThat(found("DiagnosticReport?result.code:not-in=" + set.getUrl() + here))
                .containsExactly(ofRed);
        assertThat(found("DiagnosticReport?result:Observation.code:below=" + cells + "%7Cwhite" + here))
                .containsExactly(ofNeut);
        assertThat(found("DiagnosticReport?result.code:above=" + cells + "%7Cneut" + here))
                .containsExactly(ofNeut);
        assertThat(found("DiagnosticReport?result.code:in=" + empty.getUrl() + here))
                .isEmpty();
        assertThat(client.get("/DiagnosticReport?result.code:in=http://nowhere.example/vs")
                        .status())
                .isEqualTo(400);

        set.getCompose().getInclude().clear();
        set.getCompose().addInclude().setSystem(cells).addConcept().setCode("red");
        client.put("/" + set.getIdElement().toUnqualifiedVersionless(), set);

        assertThat(found("DiagnosticReport?result.code:in=" + set.getUrl() + here))
                .containsExactly(ofRed);
    }

    @Test
    void records_are_found_by_the_codes_of_those_that_name_them() {
        var set = client.create(white("reversed"));
        var empty = client.create(emptySet());
        var ofRed = patientWith("red");
        var ofNeut = patientWith("neut");
        var here = "&_id=" + ofRed + "," + ofNeut;

        assertThat(found("Patient?_has:Observation:patient:code:in=" + set.getUrl() + here))
                .containsExactly(ofNeut);
        assertThat(found("Patient?_has:Observation:patient:code:in=" + empty.getUrl() + "," + set.getUrl() + here))
                .containsExactly(ofNeut);
        assertThat(found("Patient?_has:Observation:patient:code:in=" + empty.getUrl() + here))
                .isEmpty();
        assertThat(found("Patient?_has:Observation:patient:code:below=" + cells + "%7Cwhite" + here))
                .containsExactly(ofNeut);
        assertThat(found("Patient?_has:Observation:patient:code:above=" + cells + "%7Cneut" + here))
                .containsExactly(ofNeut);
        assertThat(found("Patient?_has:DiagnosticReport:patient:result.code=" + cells + "%7Cneut" + here))
                .containsExactly(ofNeut);
        assertThat(found("Patient?_has:DiagnosticReport:patient:result.code:in=" + set.getUrl() + here))
                .containsExactly(ofNeut);
        assertThat(found("Patient?_has:DiagnosticReport:patient:result.code:not-in=" + set.getUrl() + here))
                .containsExactly(ofRed);
        assertThat(found("Patient?_has:Observation:patient:_has:DiagnosticReport:result:status=registered"
                        + "&_has:Observation:patient:code:in=" + set.getUrl() + here))
                .containsExactly(ofNeut);

        set.getCompose().getInclude().clear();
        set.getCompose().addInclude().setSystem(cells).addConcept().setCode("red");
        client.put("/" + set.getIdElement().toUnqualifiedVersionless(), set);

        assertThat(found("Patient?_has:Observation:patient:code:in=" + set.getUrl() + here))
                .containsExactly(ofRed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code:in=http://nowhere.example/vs",
                "code:not-in=http://hl7.org/fhir/ValueSet/observation-status",
                "code:below=718-7",
                "code:below=http://nowhere.example%7C1",
                "result.code:in=http://nowhere.example/vs",
            })
    void codes_that_nobody_can_tell_are_refused_behind_a_reversed_chain_too(String asked) {
        assertThat(client.get("/Patient?_has:DiagnosticReport:patient:" + asked).status())
                .isEqualTo(400);
    }

    /** Who has a result, and a report about it. */
    private String patientWith(String code) {
        var patient = client.create(new Patient()).getIdElement().getIdPart();
        var subject = new Reference("Patient/" + patient);
        var result = client.create(cell(code).setSubject(subject));
        client.create(new DiagnosticReport()
                .setStatus(DiagnosticReportStatus.REGISTERED)
                .setCode(new CodeableConcept().setText("Blood"))
                .setSubject(subject)
                .addResult(new Reference("Observation/" + id(result))));
        return patient;
    }

    @Test
    void another_tenants_value_set_counts_there_at_the_end_of_a_chain_too(Hospital hospital) {
        var there = hospital.asClinicB();
        var set = new ValueSet().setUrl(site + "/vs/theirs").setStatus(PublicationStatus.ACTIVE);
        set.getCompose().addInclude().setSystem(cells).addConcept().setCode("red");
        there.create(set);
        var theirs = reportOf(there, there.create(cell("red")));
        var question = "/DiagnosticReport?_id=" + theirs + "&result.code:in=" + set.getUrl();

        assertThat(there.get(question).resource(Bundle.class).getEntry()).hasSize(1);
        assertThat(client.get(question).status()).isEqualTo(400);
    }

    private static String reportOf(FhirClient client, Observation result) {
        return client.create(new DiagnosticReport()
                        .setStatus(DiagnosticReportStatus.REGISTERED)
                        .setCode(new CodeableConcept().setText("Blood"))
                        .addResult(new Reference("Observation/" + id(result))))
                .getIdElement()
                .getIdPart();
    }

    @Test
    void the_server_says_which_code_systems_it_knows() {
        var capabilities = client.get("/metadata?mode=terminology").resource(TerminologyCapabilities.class);

        assertThat(capabilities.getCodeSystem()).anySatisfy(each -> {
            assertThat(each.getUri()).isEqualTo(cells);
            assertThat(each.getVersion()).singleElement().satisfies(version -> assertThat(version.getCode())
                    .isEqualTo("1"));
        });
        assertThat(capabilities.getCodeSystem())
                .anySatisfy(each -> assertThat(each.getUri()).isEqualTo("http://unitsofmeasure.org"));
        assertThat(capabilities.getExpansion().getParameter())
                .extracting(parameter -> parameter.getName())
                .contains("filter", "useSupplement", "excludeNested")
                .doesNotContain("url", "exclude-system");
        assertThat(client.get("/metadata?mode=terminology&_format=xml").body()).startsWith("<TerminologyCapabilities");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender",
                "/ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/administrative-gender&code=male",
                "/CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=male",
                "/CodeSystem/$subsumes?system=http://hl7.org/fhir/administrative-gender&codeA=male&codeB=male",
                "/ConceptMap/$translate?system=http://hl7.org/fhir/administrative-gender&code=male",
            })
    void only_who_may_read_definitions_asks(String question, Hospital hospital) {
        assertThat(hospital.anonymous().get(question).status()).isEqualTo(401);
        assertThat(hospital.withScope("system/Patient.rs").get(question).status())
                .isEqualTo(403);
        assertThat(client.get(question).status()).isEqualTo(200);
    }

    private ValueSet all(String name) {
        var set = new ValueSet().setUrl(site + "/vs/" + name).setStatus(PublicationStatus.ACTIVE);
        set.getCompose().addInclude().setSystem(cells);
        return set;
    }

    private ValueSet white(String name) {
        var set = all(name);
        set.getCompose()
                .getIncludeFirstRep()
                .addFilter()
                .setProperty("concept")
                .setOp(FilterOperator.ISA)
                .setValue("white");
        return set;
    }

    private ValueSet emptySet() {
        var set = all("empty");
        set.getCompose().addExclude().setSystem(cells);
        return set;
    }

    private static Parameters sent(ValueSet set) {
        var sent = new Parameters();
        sent.addParameter().setName("valueSet").setResource(set);
        return sent;
    }

    private List<String> codes(String question) {
        return codes(client.get("/" + question));
    }

    private static List<String> codes(Answer answer) {
        return answer.resource(ValueSet.class).getExpansion().getContains().stream()
                .map(ValueSetExpansionContainsComponent::getCode)
                .toList();
    }

    private static boolean isGood(Answer answer) {
        return answer.resource(Parameters.class).getParameterBool("result");
    }

    private String compared(String one, String other) {
        return client.get("/CodeSystem/$subsumes?system=%s&codeA=%s&codeB=%s".formatted(cells, one, other))
                .resource(Parameters.class)
                .getParameter("outcome")
                .getValue()
                .primitiveValue();
    }

    private List<String> translated(String question) {
        return client.get("/" + question).resource(Parameters.class).getParameter().stream()
                .filter(each -> each.getName().equals("match"))
                .flatMap(each -> each.getPart().stream())
                .filter(each -> each.getName().equals("concept"))
                .map(each -> ((Coding) each.getValue()).getCode())
                .toList();
    }

    private Observation observation(String code) {
        return client.create(cell(code));
    }

    private Observation cell(String code) {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept(new Coding(cells, code, null)));
    }

    private static String id(Observation observation) {
        return observation.getIdElement().getIdPart();
    }

    private List<String> found(String query) {
        return Stream.of(client.search(query))
                .map(Bundle::getEntry)
                .flatMap(List::stream)
                .map(each -> each.getResource().getIdElement().getIdPart())
                .toList();
    }
}
