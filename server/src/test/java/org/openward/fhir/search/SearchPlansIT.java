package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.hl7.fhir.r4.model.Bundle;
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

    private FhirClient demo;
    private CountedStatements statements;
    private ThickChart chart;
    private GrownHospital grown;

    @BeforeAll
    void a_thousand_patients_more(Hospital hospital) throws SQLException, IOException {
        demo = hospital.asDemo();
        statements = hospital.part(CountedStatements.class);
        chart = ThickChart.writtenBy(demo);
        ThickChart.moreResults(10, demo);
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
                "Patient?birthdate=ge1950-01-01&_sort=birthdate&_count=20",
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
    void is_found_by_an_index(String wanted) {
        grown.findsByIndexes(() -> chart.ask(wanted, demo), statements);
    }

    /** PostgreSQL may read an index in the order of the page there, until that is full. */
    @Test
    void a_problem_that_most_patients_have_is_found_without_reading_a_table_from_end_to_end() {
        var plans = grown.plansOf(
                () -> chart.ask("Patient?_has:Condition:patient:code=[problem]&_count=20", demo), statements);

        assertThat(plans)
                .anyMatch(plan -> plan.question().contains("HASH_SYS_AND_VALUE"))
                .flatExtracting(QueryPlan::readsFromEndToEnd)
                .noneMatch(step -> step.startsWith("Seq Scan"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Observation?code=[code]&_sort=-date&_count=1", "Observation?code=[code]&_count=1"})
    void the_tenth_page_is_found_by_an_index(String wanted) {
        var ninth = demo.search(chart.named(wanted));
        for (int page = 2; page <= 9; page++) {
            ninth = demo.page(next(ninth));
        }
        var tenth = next(ninth);

        assertThat(tenth).contains("_after=");
        grown.findsByIndexes(() -> assertThat(demo.page(tenth).getEntry()).isNotEmpty(), statements);
    }

    private static String next(Bundle page) {
        return page.getLink(Bundle.LINK_NEXT).getUrl();
    }

    @Test
    void whether_a_patient_is_known_already_is_found_by_an_index() {
        grown.findsByIndexes(() -> chart.sendAgain(demo), statements);
    }

    /** Otherwise the tests above would say nothing. */
    @Test
    void a_search_without_an_index_is_found_out() throws SQLException {
        var found = grown.planByNumber(() -> chart.ask("Patient?identifier=[number]", demo), statements);

        var forgotten = grown.planWithout("idx_sp_token_hash_sv_v2", found.question());

        assertThat(found.readsFromEndToEnd()).isEmpty();
        assertThat(forgotten.readsFromEndToEnd()).anyMatch(step -> step.contains("hfj_spidx_token"));
    }
}
