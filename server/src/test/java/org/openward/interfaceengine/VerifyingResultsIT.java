package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.accession;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;
import static org.openward.interfaceengine.Analyzing.nameOf;
import static org.openward.interfaceengine.Analyzing.reason;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Extensions;
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
        var note = laboratory.fhir().search("Provenance?target=" + idOf(result.get(0)));
        assertThat(note.getEntry()).hasSize(1);
        assertThat((Provenance) note.getEntryFirstRep().getResource()).satisfies(told -> {
            assertThat(told.getTarget()).hasSize(1);
            assertThat(told.getAgentFirstRep().getWho().getReference())
                    .isEqualTo(device.getIdElement().toUnqualifiedVersionless().getValue());
            assertThat(told.getEntityFirstRep().getWhat().getIdentifier().getValue())
                    .isEqualTo(message(hospital, device, "2", "id::text"));
        });
    }

    @Test
    void a_result_that_cannot_be_taken_back_holds_its_fellows_up_until_a_person_releases_them(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var first = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(first.toString());
        laboratory.theReportOf(patient);

        laboratory.send(first.controlled("2").hemoglobin("8.8", "P").at("20261121083000")
                + "OBX|2|NM|RBC^Erythrocytes^L||4.1|10*6/uL||N|||F|||20261121083000\r");
        var task = laboratory.theTaskAbout(device);
        assertThat(reason(task)).isEqualTo("would-undo");
        assertThat(laboratory.resultsOf(patient)).hasSize(1);
        var done = laboratory
                .fhir()
                .post(
                        "/Task/" + task.getIdElement().getIdPart() + "/$release",
                        new Parameters().addParameter("reason", "The hemoglobin stands"))
                .resource(Task.class);

        assertThat(done.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(laboratory.resultsOf(patient))
                .extracting(
                        result -> result.getValueQuantity().getValue().toPlainString(),
                        Observation::getStatus,
                        result -> result.getMeta().getVersionId())
                .containsExactlyInAnyOrder(
                        tuple("10.9", ObservationStatus.FINAL, "1"), tuple("4.1", ObservationStatus.FINAL, "1"));
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
        assertThat(laboratory.theReportOf(patient).getResult()).hasSize(2);
    }

    @Test
    void the_document_of_a_final_report_stays_when_what_would_undo_its_result_is_left_out(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var first = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(first + document("final"));
        laboratory.theReportOf(patient);

        laboratory.send(first.controlled("2").hemoglobin("8.8", "P").at("20261121083000")
                + "OBX|2|NM|RBC^Erythrocytes^L||4.1|10*6/uL||N|||F|||20261121083000\r" + document("preliminary"));
        var released = laboratory
                .fhir()
                .post(
                        "/Task/"
                                + laboratory.theTaskAbout(device).getIdElement().getIdPart() + "/$release",
                        new Parameters().addParameter("reason", "The hemoglobin stands"))
                .resource(Task.class);

        assertThat(released.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(laboratory.resultsOf(patient)).hasSize(2);
        assertThat(laboratory.theReportOf(patient).getPresentedForm())
                .extracting(form -> new String(form.getData(), StandardCharsets.UTF_8))
                .containsExactly("final");
    }

    @Test
    void of_a_document_that_was_replaced_a_provenance_says_which_message_did_that(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(withoutResults(message) + document("first"));
        laboratory.theReportOf(patient);

        laboratory.send(withoutResults(message.controlled("2").at("20261121083000")) + document("second"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(message(hospital, device, "2", "status"))
                .isEqualTo("processed"));
        var report = laboratory.theReportOf(patient).getIdElement().toUnqualified();
        var notes = laboratory.fhir().search("Provenance?target=" + report.toVersionless());
        assertThat(notes.getEntry()).hasSize(1);
        assertThat((Provenance) notes.getEntryFirstRep().getResource()).satisfies(told -> {
            assertThat(told.getTarget())
                    .extracting(Reference::getReference)
                    .containsExactly(report.toVersionless() + "/_history/2");
            assertThat(told.getEntityFirstRep().getWhat().getIdentifier().getValue())
                    .isEqualTo(message(hospital, device, "2", "id::text"));
        });
    }

    private static String withoutResults(BloodCount message) {
        return message.toString().replaceFirst("OBX[^\r]*\r", "");
    }

    private static String document(String content) {
        var encoded = Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
        return "OBX|9|ED|PDF^Report^L||^application^pdf^Base64^" + encoded + "||||||F\r";
    }

    @Test
    void an_analyzer_that_is_known_to_reopen_its_results_may(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.fhir().create(reopening(Analyzing.aName()));
        var first = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(first.toString());
        laboratory.theReportOf(patient);

        laboratory.send(first.controlled("2")
                .hemoglobin("8.8", "P")
                .at("20261121083000")
                .toString());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(laboratory.resultsOf(patient))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.getStatus()).isEqualTo(ObservationStatus.PRELIMINARY);
                    assertThat(result.getValueQuantity().getValue()).isEqualByComparingTo("8.8");
                }));
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.PRELIMINARY);
    }

    @Test
    void not_even_such_an_analyzer_reopens_what_a_person_verified(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.fhir().create(reopening(Analyzing.aName()));
        var first = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(first.hemoglobin("10.9", "P").toString());
        var report = laboratory.theReportOf(patient);
        var path = "/DiagnosticReport/" + report.getIdElement().getIdPart() + "/$verify";
        laboratory.fhir().send("POST", path, null);

        laboratory.send(first.controlled("2")
                .hemoglobin("8.8", "P")
                .at("20261121083000")
                .toString());

        assertThat(reason(laboratory.theTaskAbout(device))).isEqualTo("would-undo");
        assertThat(laboratory.resultsOf(patient)).singleElement().satisfies(result -> {
            assertThat(result.getStatus()).isEqualTo(ObservationStatus.FINAL);
            assertThat(result.getValueQuantity().getValue()).isEqualByComparingTo("10.9");
        });
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
    }

    private static Device reopening(String name) {
        var described = Analyzing.analyzer(name, true, "accept", Analyzing.CODE_MAP);
        described
                .getExtensionByUrl(Extensions.ANALYZER)
                .addExtension(Extensions.ANALYZER_REOPENS, new BooleanType(true));
        return described;
    }

    @Test
    void a_result_that_comes_too_late_is_left_out_and_its_message_says_so(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var late = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(late.at("20261121083000").toString());
        laboratory.theReportOf(patient);

        laboratory.send(late.controlled("2").hemoglobin("8.8", "F").toString());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(message(hospital, device, "2", "status"))
                .isEqualTo("processed"));
        assertThat(message(hospital, device, "2", "reason")).isEqualTo("older-result");
        assertThat(message(hospital, device, "2", "detail")).startsWith("1 of its results");
        assertThat(message(hospital, device, "1", "coalesce(reason, 'nothing')"))
                .isEqualTo("nothing");
        assertThat(laboratory.resultsOf(patient).get(0).getValueQuantity().getValue())
                .isEqualByComparingTo("10.9");
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

    private static String idOf(Observation result) {
        return result.getIdElement().toUnqualifiedVersionless().getValue();
    }

    private static String message(Hospital hospital, Device device, String controlId, String column) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(JdbcClient.class)
                .sql("select " + column + " from openward.feed_message where device_id = :device and control_id = :id")
                .param("device", device.getIdElement().getIdPart())
                .param("id", controlId)
                .query(String.class)
                .single());
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
