package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.database.DatabaseForTests;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.context.ApplicationContext;

/**
 * What desks ask most is found by an index. The hospital is a small one here, for every build; {@link SearchPlansIT} asks all there is to
 * ask in a larger one.
 */
@HospitalTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainSearchPlansIT {
    private static final int PATIENTS = 100;

    private FhirClient demo;
    private CountedStatements statements;
    private ThickChart chart;
    private GrownHospital grown;

    @BeforeAll
    void a_hundred_patients_more(Hospital hospital) throws SQLException, IOException {
        demo = hospital.asDemo();
        statements = hospital.part(CountedStatements.class);
        chart = ThickChart.writtenBy(demo);
        var owner = DatabaseForTests.ownerOf(hospital.part(ApplicationContext.class));
        grown = GrownHospital.by(PATIENTS, chart.patient(), owner);
        // In so small tables it would often be right to read them whole.
        grown.ratherAsksAnIndex();
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
                "Observation?patient=[patient]&code=[code]&_sort=-date&_count=20",
                "DiagnosticReport?patient=[patient]&_include=DiagnosticReport:result&_count=10",
                "Patient?birthdate=ge1990-06-10&birthdate=le1990-06-20&_sort=birthdate",
                "Patient/[patient]/$everything?_count=100",
                "Patient/[patient]/_history"
            })
    void is_found_by_an_index(String wanted) {
        grown.findsByIndexes(() -> chart.ask(wanted, demo), statements);
    }

    @Test
    void whether_a_patient_is_known_already_is_found_by_an_index() {
        grown.findsByIndexes(() -> chart.sendAgain(demo), statements);
    }

    /** Otherwise the tests above would say nothing. */
    @Test
    void a_search_without_an_index_is_found_out() throws SQLException {
        var found = grown.planByNumber(() -> chart.ask("Patient?identifier=[number]", demo), statements);

        assertThat(grown.planWithout("idx_sp_token_hash_sv_v2", found.question())
                        .readsFromEndToEnd())
                .isNotEmpty();
    }
}
