package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** What a search shows beside its matches, and how much of them. */
@HospitalTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchAnswersIT {
    private final String mark = UUID.randomUUID().toString();
    private FhirClient client;
    private Organization group;

    /** A report of two results of a patient of a clinic of a group. */
    @BeforeAll
    void a_report(Hospital hospital) {
        client = hospital.asDemo();
        group = client.create(new Organization().setName("Group"));
        var clinic = client.create(new Organization().setName("Clinic").setPartOf(to(group)));
        var patient = client.create(new Patient().setManagingOrganization(to(clinic)));
        var report = new DiagnosticReport()
                .setStatus(DiagnosticReportStatus.REGISTERED)
                .setCode(code())
                .setSubject(to(patient));
        for (var each = 0; each < 2; each++) {
            report.addResult(to(client.create(new Observation()
                    .setStatus(ObservationStatus.FINAL)
                    .setCode(code())
                    .setSubject(to(patient)))));
        }
        client.create(report);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "_include=DiagnosticReport:result, 'Observation,Observation'",
        "_include=DiagnosticReport:patient, Patient",
        "_include=DiagnosticReport:subject:Patient, Patient",
        "_include=DiagnosticReport:subject:Group, ''",
        "_include=DiagnosticReport:patient&_include=Patient:organization, Patient",
        "_include=DiagnosticReport:patient&_include:iterate=Patient:organization, 'Organization,Patient'",
        "_include=DiagnosticReport:patient&_include:iterate=Patient:organization&_include:iterate=Organization:partof, 'Organization,Organization,Patient'"
    })
    void includes_what_a_report_names(String included, String types) {
        var page = client.search("DiagnosticReport?code=" + mark + "&" + included);

        assertThat(String.join(",", included(page))).isEqualTo(types);
        assertThat(page.getTotal()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "_revinclude=Patient:organization, ''",
        "_revinclude=Organization:partof, Organization",
        "_revinclude=Organization:partof&_revinclude:iterate=Patient:organization, 'Organization,Patient'",
        "_revinclude=Organization:partof&_revinclude:iterate=Patient:organization&_revinclude:iterate=Observation:patient, 'Observation,Observation,Organization,Patient'"
    })
    void includes_what_names_a_group(String included, String types) {
        var page = client.search("Organization?_id=" + group.getIdElement().getIdPart() + "&" + included);

        assertThat(String.join(",", included(page))).isEqualTo(types);
    }

    @Test
    void an_included_record_is_there_once() {
        var page = client.search(
                "Observation?code=" + mark + "&_include=Observation:patient&_include=Observation:subject");

        assertThat(included(page)).containsExactly("Patient");
        assertThat(page.getEntry())
                .filteredOn(entry -> entry.getSearch().getMode() == SearchEntryMode.MATCH)
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_total=accurate", "_summary=count", "_total=accurate&_count=1"})
    void the_total_is_of_all_matches(String how) {
        assertThat(client.search("Observation?code=" + mark + "&" + how).getTotal())
                .isEqualTo(2);
    }

    @Test
    void a_count_shows_no_record() {
        var page = client.search("Observation?code=" + mark + "&_summary=count");

        assertThat(page.getEntry()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "_summary=true, true, false, true",
        "_summary=data, true, false, true",
        "_summary=false, true, false, false",
        "_elements=status, false, false, true",
        "_elements=status%2Csubject, true, false, true"
    })
    void a_part_of_a_record_says_that_it_is_one(String how, boolean subject, boolean text, boolean subsetted) {
        var found = client.search("Observation?code=" + mark + "&" + how);

        assertThat(found.getEntry()).hasSize(2).allSatisfy(entry -> {
            var observation = (Observation) entry.getResource();
            assertThat(observation.getStatus()).isEqualTo(ObservationStatus.FINAL);
            assertThat(observation.hasSubject()).isEqualTo(subject);
            assertThat(observation.hasText()).isEqualTo(text);
            assertThat(observation.getMeta().getTag().stream().anyMatch(tag -> "SUBSETTED".equals(tag.getCode())))
                    .isEqualTo(subsetted);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?colour=red",
                "Observation?code:near=x",
                "Observation?date:exact=2020",
                "Observation?value-quantity:not=5",
                "Observation?component-code-value-quantity:not=8480-6$5",
                "Observation?subject:exact=Patient/1",
                "Patient?name:below=x",
                "Patient?gender:exact=male",
                "Observation?patient.colour=red",
                "Patient?_has:Observation:patient:colour=red",
                "Patient?_has:Observation:colour:code=x",
                "Observation?_filter=status%20eq%20final",
                "Observation?_text=glucose",
                "Observation?_content=glucose",
                "Observation?_include=Observation:colour",
                "Observation?_sort=colour",
                "Observation?subject:identifer=1",
                "Observation?patient.gender:exact=male",
                "Observation?subject:Patient.name:near=x",
                "Observation?subject:patient.name=x",
                "Patient?_has:Observation:patient:performer.name:near=x",
                "Observation?derived-from.derived-from.derived-from.derived-from.derived-from.derived-from.code=x",
                "Patient?_id:near=x",
                "Patient?_tag:missing=true",
                "Observation?_lastUpdated=ap2020",
                "Observation?_lastUpdated=lt2020%2Cap2025",
                "Observation?_lastUpdated=lt2020%2C",
                "Observation?_lastUpdated=lt2020%2Csoon"
            })
    void what_is_not_known_is_refused(String search) {
        var answer = client.get("/" + search);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.outcome().getIssue()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /Patient",
        "PUT, /Patient?[condition]",
        "PATCH, /Patient?[condition]",
        "DELETE, /Patient?[condition]"
    })
    void a_write_on_a_condition_with_a_modifier_that_is_none_is_refused(String method, String path) {
        var condition = "identifier:near=" + mark;
        var isPatch = method.equals("PATCH");

        var answer = client.send(
                method,
                path.replace("[condition]", condition),
                isPatch
                        ? "[{\"op\":\"add\",\"path\":\"/active\",\"value\":true}]"
                        : "{\"resourceType\":\"Patient\",\"identifier\":[{\"value\":\"" + mark + "\"}]}",
                "Content-Type",
                isPatch ? "application/json-patch+json" : "application/fhir+json",
                "If-None-Exist",
                condition);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(":near");
        assertThat(client.search("Patient?identifier=" + mark).getTotal()).isZero();
    }

    @Test
    void such_an_entry_of_a_batch_is_refused_for_itself_and_a_transaction_whole() {
        var both = new Bundle().setType(BundleType.BATCH);
        both.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Patient?name:near=" + mark);
        both.addEntry()
                .setResource(new Patient().addName(new HumanName().setFamily(mark)))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Patient");

        var whole = client.transact(both.copy().setType(BundleType.TRANSACTION));

        assertThat(whole.status()).as(whole.body()).isEqualTo(400);
        assertThat(client.search("Patient?name=" + mark).getTotal()).isZero();
        assertThat(client.transact(both).resource(Bundle.class).getEntry())
                .extracting(entry -> entry.getResponse().getStatus().substring(0, 3))
                .containsExactly("400", "201");
    }

    private static List<String> included(Bundle page) {
        return page.getEntry().stream()
                .filter(entry -> entry.getSearch().getMode() == SearchEntryMode.INCLUDE)
                .map(entry -> entry.getResource().fhirType())
                .sorted()
                .toList();
    }

    private CodeableConcept code() {
        return new CodeableConcept().addCoding(new Coding("http://example.org/mark", mark, null));
    }

    private static Reference to(Resource record) {
        return new Reference(record.getIdElement().toUnqualifiedVersionless());
    }
}
