package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;
import static org.openward.interfaceengine.Analyzing.nameOf;
import static org.openward.interfaceengine.Analyzing.reason;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceAgentComponent;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is said of results after they were final, and of their samples. */
@HospitalTest
class CorrectingVerifiedResultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LATER = "20261121083000";
    private static final String LATEST = "20261121090000";
    private static final String ERYTHROCYTES = "OBX|2|NM|RBC^Erythrocytes^L||4.1|10*6/uL||N|||F|||20261121081500\r";

    private Hospital hospital;
    private Analyzing laboratory;
    private Patient patient;

    @BeforeEach
    void in_a_laboratory(Hospital there) {
        hospital = there;
        laboratory = new Analyzing(there, there.asDemo());
        patient = laboratory.aPatient();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "",
            value = {
                "W,|L|,|L|,",
                "D,|L|,|L|,",
                "X,|L|,|L|,",
                "C,|L|,|LL|,",
                "C,12.0-15.5,11.0-15.0,",
                "F,|L|,|L|,NTE|1||Clotted",
                "C,|||20261121083000,|||20261121070000,"
            })
    void what_a_verified_result_is_said_to_be_otherwise_waits_for_a_person(
            String status, String written, String instead, String note) {
        var device = laboratory.anAnalyzer(Analyzing.aName(), false, "accept");
        var first = verified(device);

        var later = first.controlled("2").hemoglobin("10.9", status).at(LATER).toString();
        laboratory.send(later.replace(written, instead) + (note == null ? "" : note + "\r"));

        assertThat(reason(laboratory.theTaskAbout(device))).isEqualTo("would-undo");
        assertThat(hemoglobin().getStatus()).isEqualTo(ObservationStatus.FINAL);
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
    }

    @Test
    void a_verified_result_sent_once_more_says_nothing_new() {
        var device = laboratory.anAnalyzer(Analyzing.aName(), false, "accept");
        var first = verified(device);
        var before = hemoglobin().getMeta().getVersionId();

        laboratory.send(first.controlled("2").at(LATER).toString());

        awaitProcessed(device, "2");
        assertThat(hemoglobin().getMeta().getVersionId()).isEqualTo(before);
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
    }

    @Test
    void a_verified_report_is_not_withdrawn_by_an_analyzer_that_needs_a_verifier() {
        var device = laboratory.anAnalyzer(Analyzing.aName(), false, "accept");
        var first = verified(device);

        laboratory.send(withdrawal(first.controlled("2").at(LATER)));

        assertThat(reason(laboratory.theTaskAbout(device))).isEqualTo("would-undo");
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
    }

    @Test
    void a_verifier_takes_a_correction_over() {
        var device = laboratory.anAnalyzer(Analyzing.aName(), false, "accept");
        var first = verified(device);
        laboratory.send(first.controlled("2").hemoglobin("11.4", "C").at(LATER).toString());
        var task = laboratory.theTaskAbout(device);

        var done = release(laboratory.fhir(), task, "replace").resource(Task.class);
        var again = release(laboratory.fhir(), task, "replace");
        var otherwise = release(laboratory.fhir(), task, "keep");

        assertThat(done.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(done.getNoteFirstRep().getText()).isEqualTo("take-over: Repeated from the same tube");
        assertThat(List.of(again.status(), otherwise.status())).containsExactly(200, 409);
        assertThat(hemoglobin()).satisfies(result -> {
            assertThat(result.getValueQuantity().getValue()).isEqualByComparingTo("11.4");
            assertThat(result.getStatus()).isEqualTo(ObservationStatus.CORRECTED);
        });
        assertThat(laboratory.theReportOf(patient)).satisfies(report -> {
            assertThat(report.getStatus()).isEqualTo(DiagnosticReportStatus.CORRECTED);
            assertThat(report.getResultsInterpreter())
                    .extracting(person -> person.getDisplay())
                    .containsExactly("demo");
        });
        assertThat(notesAbout(hemoglobin())).singleElement().satisfies(note -> assertThat(note.getAgent())
                .extracting(agent -> agent.getType().getCodingFirstRep().getCode(), CorrectingVerifiedResultsIT::name)
                .containsExactly(
                        tuple(
                                "author",
                                device.getIdElement().toUnqualifiedVersionless().getValue()),
                        tuple("verifier", "demo")));
    }

    @Test
    void a_correction_is_left_out_where_the_final_result_is_kept() {
        var device = laboratory.anAnalyzer(Analyzing.aName(), false, "accept");
        var first = verified(device);
        laboratory.send(first.controlled("2").hemoglobin("11.4", "C").at(LATER).toString());

        var done = release(laboratory.fhir(), laboratory.theTaskAbout(device), "keep")
                .resource(Task.class);

        assertThat(done.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(hemoglobin().getValueQuantity().getValue()).isEqualByComparingTo("10.9");
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
    }

    @Test
    void what_is_called_preliminary_corrects_no_final_result() {
        var device = laboratory.anAnalyzer(Analyzing.aName(), false, "accept");
        var first = verified(device);
        laboratory.send(first.controlled("2").hemoglobin("11.4", "P").at(LATER).toString());

        var task = release(laboratory.fhir(), laboratory.theTaskAbout(device), "replace")
                .resource(Task.class);

        assertThat(reason(task)).isEqualTo("would-undo");
        assertThat(task.getStatusReason().getText()).contains("no correction");
        assertThat(hemoglobin().getValueQuantity().getValue()).isEqualByComparingTo("10.9");
    }

    @Test
    void nobody_takes_a_correction_over_who_may_not_verify() {
        var device = laboratory.anAnalyzer(Analyzing.aName(), false, "accept");
        var first = verified(device);
        laboratory.send(first.controlled("2").hemoglobin("11.4", "C").at(LATER).toString());
        var task = laboratory.theTaskAbout(device);
        var withoutPermission = hospital.withClaims("/fhir", Map.of("permissions", List.of("operation/Task-release")));

        var answers = List.of(
                release(hospital.inRole("ADM", ""), task, "replace"), release(withoutPermission, task, "replace"));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).contains("verify");
        });
        assertThat(release(laboratory.fhir(), task, "anything").status()).isEqualTo(400);
        assertThat(hemoglobin().getValueQuantity().getValue()).isEqualByComparingTo("10.9");
        assertThat(laboratory
                        .fhir()
                        .read(Task.class, task.getIdElement().getIdPart())
                        .getStatus())
                .isEqualTo(TaskStatus.ONHOLD);
    }

    @ParameterizedTest
    @CsvSource({"X,CANCELLED", "W,ENTEREDINERROR"})
    void one_result_that_is_withdrawn_leaves_the_others_and_their_report(String status, DiagnosticReportStatus atLast) {
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var first = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(first + ERYTHROCYTES);
        laboratory.theReportOf(patient);

        laboratory.send(first.controlled("2").hemoglobin("", status).at(LATER).toString());
        awaitProcessed(device, "2");
        var afterOne = laboratory.theReportOf(patient).getStatus();
        laboratory.send(first.controlled("3").hemoglobin("", status).at(LATEST)
                + ERYTHROCYTES.replace("|F|||20261121081500", "|" + status + "|||" + LATEST));
        awaitProcessed(device, "3");

        assertThat(afterOne).isEqualTo(DiagnosticReportStatus.CORRECTED);
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(atLast);
    }

    @Test
    void an_older_message_revives_no_withdrawn_report_and_withdraws_no_newer_one() {
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(withdrawal(message.at(LATER)));
        laboratory.theReportOf(patient);

        laboratory.send(message.controlled("2").toString());
        awaitProcessed(device, "2");
        var afterOlder = laboratory.theReportOf(patient).getStatus();
        laboratory.send(message.controlled("3").at(LATEST).toString());
        awaitProcessed(device, "3");
        laboratory.send(withdrawal(message.controlled("4").at(LATER)));
        awaitProcessed(device, "4");

        assertThat(afterOlder).isEqualTo(DiagnosticReportStatus.CANCELLED);
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
    }

    @Test
    void that_a_result_is_final_now_waits_until_the_result_is_known() {
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(message.hemoglobin("", "U").at(LATER).toString());
        var task = laboratory.theTaskAbout(device);
        assertThat(reason(task)).isEqualTo("unknown-record");
        assertThat(laboratory.resultsOf(patient)).isEmpty();

        laboratory.send(message.controlled("2").hemoglobin("10.9", "P").toString());
        awaitProcessed(device, "2");
        var done = laboratory.replay(task);

        assertThat(done.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(hemoglobin().getStatus()).isEqualTo(ObservationStatus.FINAL);
        assertThat(hemoglobin().getValueQuantity().getValue()).isEqualByComparingTo("10.9");
    }

    @Test
    void a_sample_is_the_next_version_when_it_is_described_otherwise_unless_that_is_older() {
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(message.at(LATER) + sample(message, "BLD^Whole blood^HL70487", "20261121080000", ""));
        laboratory.theReportOf(patient);

        laboratory.send(message.controlled("2").at(LATEST)
                + sample(message, "SER^Serum^HL70487", "20261121074500", "HEM^Hemolyzed^HL70493"));
        awaitProcessed(device, "2");
        laboratory.send(message.controlled("3") + sample(message, "UR^Urine^HL70487", "20261121070000", ""));
        awaitProcessed(device, "3");

        assertThat(theSample()).satisfies(sample -> {
            assertThat(sample.getType().getCodingFirstRep().getCode()).isEqualTo("SER");
            assertThat(sample.getConditionFirstRep().getCodingFirstRep().getCode())
                    .isEqualTo("HEM");
            assertThat(sample.getCollection().getCollectedDateTimeType().getValueAsString())
                    .contains("07:45");
            assertThat(sample.getMeta().getVersionId()).isEqualTo("2");
        });
    }

    private BloodCount verified(Device device) {
        var first = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(first.toString());
        var report = laboratory.theReportOf(patient).getIdElement().getIdPart();
        laboratory.fhir().send("POST", "/DiagnosticReport/" + report + "/$verify", null);
        assertThat(hemoglobin().getStatus()).isEqualTo(ObservationStatus.FINAL);
        return first;
    }

    private static String withdrawal(BloodCount message) {
        return message.toString().replaceFirst("OBX[^\r]*\r", "").replaceFirst("\\|F\r", "|X\r");
    }

    private static String sample(BloodCount message, String type, String collected, String condition) {
        return "SPM|1|" + message.sample() + "||" + type + "|||||||||||||" + collected + "|||||||" + condition + "\r";
    }

    private Specimen theSample() {
        var samples = laboratory
                .fhir()
                .search("Specimen?subject=" + patient.getIdElement().toUnqualifiedVersionless());
        assertThat(samples.getEntry()).hasSize(1);
        return (Specimen) samples.getEntryFirstRep().getResource();
    }

    private Observation hemoglobin() {
        var results = laboratory.resultsOf(patient);
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    private List<Provenance> notesAbout(Observation result) {
        return laboratory
                .fhir()
                .search("Provenance?target="
                        + result.getIdElement().toUnqualifiedVersionless().getValue())
                .getEntry()
                .stream()
                .map(entry -> (Provenance) entry.getResource())
                .toList();
    }

    private static String name(ProvenanceAgentComponent agent) {
        return agent.getWho().hasReference()
                ? agent.getWho().getReference()
                : agent.getWho().getDisplay();
    }

    private static Answer release(FhirClient person, Task task, String finalResult) {
        var asked = new Parameters().addParameter("reason", new StringType("Repeated from the same tube"));
        asked.addParameter("finalResult", new CodeType(finalResult));
        return person.post("/Task/" + task.getIdElement().getIdPart() + "/$release", asked);
    }

    private void awaitProcessed(Device device, String controlId) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(status(device, controlId)).containsExactly("processed"));
    }

    private List<String> status(Device device, String controlId) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(JdbcClient.class)
                .sql("select status from openward.feed_message where device_id = :device and control_id = :id")
                .param("device", device.getIdElement().getIdPart())
                .param("id", controlId)
                .query(String.class)
                .list());
    }
}
