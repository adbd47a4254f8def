package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.accession;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;
import static org.openward.interfaceengine.Analyzing.nameOf;

import java.time.Duration;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@HospitalTest
class VerifyingResultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void a_correction_is_the_next_version_of_the_same_result(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var first = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(first.toString());
        laboratory.theReportOf(patient);

        laboratory.send(first.controlled("2")
                .hemoglobin("11.4", "C")
                .at("20261121083000")
                .toString());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(laboratory.theReportOf(patient).getStatus())
                        .isEqualTo(DiagnosticReportStatus.CORRECTED));
        var result = laboratory.resultsOf(patient);
        assertThat(result).hasSize(1);
        assertThat(result.get(0).getStatus()).isEqualTo(ObservationStatus.CORRECTED);
        assertThat(result.get(0).getValueQuantity().getValue()).isEqualByComparingTo("11.4");
        assertThat(result.get(0).getMeta().getVersionId()).isEqualTo("2");
    }

    @Test
    void results_of_an_analyzer_that_is_not_trusted_are_preliminary_until_a_person_verifies_them(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var order = laboratory.anOrderFor(patient);
        var device = laboratory.anAnalyzer(Analyzing.aName(), false, "accept");
        laboratory.send(BloodCount.from(nameOf(device))
                .of(medicalRecordNumber(patient))
                .answering(accession(order))
                .toString());
        var report = laboratory.theReportOf(patient);
        assertThat(report.getStatus()).isEqualTo(DiagnosticReportStatus.PRELIMINARY);
        assertThat(laboratory.resultsOf(patient))
                .allMatch(result -> result.getStatus() == ObservationStatus.PRELIMINARY);

        var path = "/DiagnosticReport/" + report.getIdElement().getIdPart() + "/$verify";
        var verified = laboratory.fhir().send("POST", path, null).resource(DiagnosticReport.class);
        var again = laboratory.fhir().send("POST", path, null).resource(DiagnosticReport.class);

        assertThat(verified.getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
        assertThat(verified.getResultsInterpreter()).isNotEmpty();
        assertThat(again.getMeta().getVersionId()).isEqualTo(verified.getMeta().getVersionId());
        assertThat(laboratory.resultsOf(patient)).allMatch(result -> result.getStatus() == ObservationStatus.FINAL);
        assertThat(announcements(hospital, report)).isEqualTo(1);
    }

    @Test
    void the_verifier_of_an_older_version_is_refused(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), false, "accept");
        laboratory.send(
                BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient)).toString());
        var report = laboratory.theReportOf(patient);

        var answer = laboratory
                .fhir()
                .send(
                        "POST",
                        "/DiagnosticReport/" + report.getIdElement().getIdPart() + "/$verify",
                        null,
                        "If-Match",
                        "W/\"7\"");

        assertThat(answer.status()).isEqualTo(412);
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.PRELIMINARY);
    }

    private static int announcements(Hospital hospital, DiagnosticReport report) {
        return inDefaultTenant(
                hospital, jdbc -> jdbc.sql("select count(*) from openward.final_report where report_id = :report")
                        .param("report", report.getIdElement().getIdPart())
                        .query(Integer.class)
                        .single());
    }

    private static int inDefaultTenant(Hospital hospital, java.util.function.ToIntFunction<JdbcClient> question) {
        return Acting.as(
                Caller.server(TenantId.DEFAULT, "test"), () -> question.applyAsInt(hospital.part(JdbcClient.class)));
    }
}
