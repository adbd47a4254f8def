package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.database.DatabaseForTests;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.context.ApplicationContext;

/** What people ask all day is found by an index, however many patients the hospital has. */
@HospitalTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@FullRun
class SearchPlansIT {
    private static final int PATIENTS = 1000;

    private ThickChart chart;
    private GrownHospital grown;

    @BeforeAll
    void a_thousand_patients_more(Hospital hospital) throws SQLException, IOException {
        chart = ThickChart.writtenBy(hospital.asDemo());
        var owner = DatabaseForTests.ownerOf(hospital.part(ApplicationContext.class));
        grown = GrownHospital.by(PATIENTS, chart.patient(), owner);
    }

    @AfterAll
    void and_they_never_were() throws SQLException {
        grown.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient?identifier=[number]",
                "Patient?name=[family]",
                "Patient?family:exact=[family]",
                "Patient?birthdate=ge1990-06-10&birthdate=le1990-06-20&_sort=birthdate",
                "Observation?patient=[patient]&code=[code]&_sort=-date&_count=20",
                "Observation?patient=[patient]&date=ge2020-03-01&date=lt2020-04-01&_count=20",
                "DiagnosticReport?patient=[patient]&_include=DiagnosticReport:result&_count=10",
                "Observation?patient=[patient]&_revinclude=DiagnosticReport:result&_count=10",
                "Patient?_has:Condition:patient:code=[rare]&_count=20",
                "Condition?patient.family=[family]&code=[problem]&_count=20",
                "Observation?code=[code]&date=ge2020-03-01&_summary=count",
                "Observation?code=[code]&date=ge2020-03-01&_sort=-date&_count=20",
                "Patient/[patient]",
                "Patient/[patient]/_history",
                "Patient/[patient]/_history/1",
                "Patient/[patient]/$everything?_count=100",
                "Observation?_lastUpdated=ge2100-01-01&_count=20",
                "Patient?_lastUpdated=ge2100-01-01&_sort=-_lastUpdated&_count=20"
            })
    void is_found_by_an_index(String wanted, Hospital hospital) {
        var questions = questions(hospital, () -> asked(hospital.asDemo(), wanted));

        assertThat(questions).isNotEmpty();
        assertThat(questions).allSatisfy(this::isFoundByAnIndex);
    }

    @Test
    void whether_a_patient_is_known_already_is_found_by_an_index(Hospital hospital) {
        var anew = new Patient();
        anew.addName().setFamily("Again");

        var questions = questions(hospital, () -> hospital.asDemo()
                .post("/Patient", anew, "If-None-Exist", chart.named("identifier=[number]")));

        assertThat(questions).anyMatch(question -> question.contains("HASH_SYS_AND_VALUE"));
        assertThat(questions).allSatisfy(this::isFoundByAnIndex);
    }

    /** Otherwise the tests above would say nothing. */
    @Test
    void a_search_without_an_index_is_found_out(Hospital hospital) throws SQLException {
        var question = questions(hospital, () -> asked(hospital.asDemo(), "Patient?identifier=[number]")).stream()
                .filter(asked -> asked.contains("HASH_SYS_AND_VALUE"))
                .findFirst()
                .orElseThrow();

        var forgotten = grown.planWithout("idx_sp_token_hash_sv_v2", question);

        assertThat(grown.planOf(question).readsFromEndToEnd()).isEmpty();
        assertThat(forgotten.readsFromEndToEnd()).anyMatch(step -> step.contains("hfj_spidx_token"));
    }

    private void asked(FhirClient client, String wanted) {
        var answer = client.get("/" + chart.named(wanted));
        assertThat(answer.status()).isEqualTo(200);
    }

    private static List<String> questions(Hospital hospital, Runnable work) {
        return hospital.part(CountedStatements.class).during(work).stream()
                .filter(statement -> statement.matches("(?is)(select|with)\\b.*"))
                .toList();
    }

    private void isFoundByAnIndex(String question) {
        var plan = grown.planOf(question);
        assertThat(plan.readsFromEndToEnd()).as("%s", plan).isEmpty();
    }
}
