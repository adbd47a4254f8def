package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.database.DatabaseForTests;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;

/** A doctor with a thousand patients in her care, among two thousand, searches as quickly as one with few. */
@HospitalTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@FullRun
class ThousandInCareIT {
    private static final Logger LOG = LoggerFactory.getLogger(ThousandInCareIT.class);
    private static final int PATIENTS = 2000;

    private ThickChart chart;
    private GrownHospital grown;
    private FhirClient doctor;

    @BeforeAll
    void a_thousand_patients_in_her_care(Hospital hospital) throws SQLException, IOException {
        var demo = hospital.asDemo();
        chart = ThickChart.writtenBy(demo);
        var name =
                "Practitioner/" + demo.create(new Practitioner()).getIdElement().getIdPart();
        var stay = new Encounter().setStatus(EncounterStatus.INPROGRESS);
        stay.setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", null));
        stay.setSubject(new Reference("Patient/" + chart.patient()));
        stay.addParticipant().setIndividual(new Reference(name));
        demo.create(stay);
        doctor = hospital.inRole("DOC", name);
        grown = GrownHospital.by(
                PATIENTS, chart.patient(), DatabaseForTests.ownerOf(hospital.part(ApplicationContext.class)));
        grown.putInCareOf(name, PATIENTS / 2);
    }

    @AfterAll
    void and_they_never_were() throws SQLException {
        grown.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient?name=[family]",
                "Patient?_id=[patient]",
                "Observation?patient=[patient]&code=[code]&_sort=-date&_count=20",
                "Observation?code=[code]&date=ge2020-03-01&_sort=-date&_count=20",
                "Observation?code=[code]&date=ge2020-03-01&_summary=count",
                "Condition?patient.family=[family]&code=[problem]&_count=20",
                "Encounter?status=in-progress&_count=20"
            })
    void her_searches_are_found_by_indexes_in_as_many_statements(String wanted, Hospital hospital) {
        var questions = hospital
                .part(CountedStatements.class)
                .during(() -> assertThat(doctor.get("/" + chart.named(wanted)).status())
                        .isEqualTo(200))
                .stream()
                .filter(statement -> statement.matches("(?is)(select|with)\\b.*"))
                .toList();

        // The search itself, and a look at the records of the page.
        assertThat(questions.stream().filter(question -> question.contains("patient_assignment")))
                .hasSizeBetween(1, 2);
        assertThat(questions).allSatisfy(question -> {
            var plan = grown.planOf(question);
            LOG.info("{}: {}", wanted, grown.timeOf(question));
            assertThat(plan.readsFromEndToEnd()).as("%s", plan).isEmpty();
        });
    }
}
