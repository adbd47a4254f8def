package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.accession;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@HospitalTest
class ReceivingResultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void a_result_is_filed_under_its_patient_order_and_device(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var order = laboratory.anOrderFor(patient);
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "hold");

        var answer = laboratory.send(BloodCount.from(nameOf(device))
                .of(medicalRecordNumber(patient))
                .answering(accession(order))
                .toString());

        assertThat(answer.code()).isEqualTo("AA");
        var report = laboratory.theReportOf(patient);
        assertThat(report.getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
        assertThat(report.getBasedOnFirstRep().getReference())
                .isEqualTo(order.getIdElement().toUnqualifiedVersionless().getValue());
        assertThat(report.getCategory().stream().flatMap(category -> category.getCoding().stream()))
                .anyMatch(coding -> "LAB".equals(coding.getCode()));
        var result = laboratory.resultsOf(patient).get(0);
        assertThat(report.getResultFirstRep().getReference())
                .isEqualTo(result.getIdElement().toUnqualifiedVersionless().getValue());
        assertThat(result.getDevice().getReference())
                .isEqualTo(device.getIdElement().toUnqualifiedVersionless().getValue());
        assertThat(result.getSpecimen().getReference()).startsWith("Specimen/");
        isHemoglobin(result);
        assertThat(laboratory
                        .fhir()
                        .read(ServiceRequest.class, order.getIdElement().getIdPart())
                        .getStatus())
                .isEqualTo(ServiceRequestStatus.COMPLETED);
    }

    private static void isHemoglobin(Observation result) {
        assertThat(result.getStatus()).isEqualTo(ObservationStatus.FINAL);
        assertThat(result.getCode().getCodingFirstRep().getSystem()).isEqualTo(Systems.LOINC);
        assertThat(result.getCode().getCodingFirstRep().getCode()).isEqualTo("718-7");
        assertThat(result.getValueQuantity().getValue()).isEqualByComparingTo("10.9");
        assertThat(result.getValueQuantity().getSystem()).isEqualTo(Systems.UCUM);
        assertThat(result.getValueQuantity().getCode()).isEqualTo("g/dL");
        assertThat(result.getReferenceRangeFirstRep().getLow().getValue()).isEqualByComparingTo("12.0");
        assertThat(result.getInterpretationFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("L");
    }

    @Test
    void the_same_message_again_gets_the_same_answer_and_doubles_nothing(Hospital hospital) throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var message =
                BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient)).toString();

        var answers = Lines.exchange(laboratory.port(), List.of(message, message, message));

        assertThat(answers.get(0)).contains("MSA|AA|1");
        assertThat(answers).allMatch(answers.get(0)::equals);
        laboratory.theReportOf(patient);
        settle(hospital);
        assertThat(laboratory.reportsOf(patient)).hasSize(1);
        assertThat(laboratory.resultsOf(patient)).hasSize(1);
        assertThat(laboratory.reportsOf(patient).get(0).getMeta().getVersionId())
                .isEqualTo("1");
        assertThat(count(hospital, "feed_message", nameOf(device))).isEqualTo(1);
    }

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

    @Test
    void a_result_of_an_unknown_patient_is_held_and_filed_after_the_patient_is_registered(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var foreignNumber = "F-" + nameOf(device);
        var answer = laboratory.send(
                BloodCount.from(nameOf(device)).of(foreignNumber).toString());
        assertThat(answer.code()).isEqualTo("AA");
        var task = laboratory.theTaskAbout(device);
        assertThat(reason(task)).isEqualTo("unknown-patient");
        assertThat(reason(laboratory.replay(task))).isEqualTo("unknown-patient");

        var patient = new Patient();
        patient.addIdentifier(
                new Identifier().setSystem("https://other.example/mrn").setValue(foreignNumber));
        patient = laboratory.fhir().create(patient);
        var done = laboratory.replay(task);

        assertThat(done.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(done.getOutput()).hasSize(1);
        assertThat(laboratory.reportsOf(patient)).hasSize(1);
        assertThat(laboratory.replay(task).getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(laboratory.reportsOf(patient)).hasSize(1);
    }

    @Test
    void a_result_of_someone_born_on_another_day_is_held_and_filed_after_the_birth_date_is_corrected(
            Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient().setBirthDateElement(new DateType("1980-04-21"));
        var path = "/Patient/" + patient.getIdElement().getIdPart();
        laboratory.fhir().put(path, patient);
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        laboratory.send(BloodCount.from(nameOf(device))
                .of(medicalRecordNumber(patient))
                .toString()
                .replace("Rao^Asha", "Rao^Asha||19800412|F"));
        var task = laboratory.theTaskAbout(device);
        assertThat(reason(task)).isEqualTo("patient-mismatch");
        assertThat(task.getStatusReason().getText()).contains("PID-7").doesNotContain("1980");
        assertThat(laboratory.reportsOf(patient)).isEmpty();

        laboratory.fhir().put(path, patient.setBirthDateElement(new DateType("1980-04-12")));
        var done = laboratory.replay(task);

        assertThat(done.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(laboratory.reportsOf(patient)).hasSize(1);
    }

    @Test
    void a_result_with_an_unmapped_code_is_held_and_filed_after_the_code_is_mapped(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var name = Analyzing.aName();
        var map = aMap(name, "HGB", "718-7");
        laboratory.fhir().create(map);
        var device = laboratory.fhir().create(Analyzing.analyzer(name, true, "accept", map.getUrl()));
        laboratory.send(BloodCount.from(name)
                .of(medicalRecordNumber(patient))
                .test("XYZ^New test^L")
                .toString());
        var task = laboratory.theTaskAbout(device);
        assertThat(reason(task)).isEqualTo("unmapped-code");
        assertThat(task.getStatusReason().getText())
                .contains("XYZ", map.getUrl(), device.getIdElement().getIdPart());
        assertThat(laboratory.reportsOf(patient)).isEmpty();

        var stored = (ConceptMap) laboratory
                .fhir()
                .search("ConceptMap?url=" + map.getUrl())
                .getEntryFirstRep()
                .getResource();
        laboratory.fhir().put("/ConceptMap/" + stored.getIdElement().getIdPart(), mapping(stored, "XYZ", "1975-2"));
        var done = laboratory.replay(task);

        assertThat(done.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(laboratory
                        .resultsOf(patient)
                        .get(0)
                        .getCode()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("1975-2");
    }

    @Test
    void a_demonstration_sender_without_a_device_is_filed_by_loinc_and_held_by_codes_of_its_own(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var sender = Analyzing.aName();
        var message = BloodCount.from(sender).of(medicalRecordNumber(patient));

        laboratory.send(message.test("718-7^Hemoglobin^LN").toString());
        laboratory.theReportOf(patient);
        laboratory.send(message.controlled("2").test("HGB^Hemoglobin^L").toString());

        isHemoglobin(laboratory.resultsOf(patient).get(0));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(laboratory
                        .fhir()
                        .search("Task?status=on-hold&_count=200")
                        .getEntry())
                .map(entry -> ((Task) entry.getResource()).getStatusReason())
                .anySatisfy(why -> {
                    assertThat(why.getCodingFirstRep().getCode()).isEqualTo("unmapped-code");
                    assertThat(why.getText()).contains("HGB", sender, "create one that names a code map");
                }));
    }

    @Test
    void a_result_that_nobody_ordered_is_held_when_its_analyzer_may_not_send_such(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "hold");

        laboratory.send(
                BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient)).toString());

        assertThat(reason(laboratory.theTaskAbout(device))).isEqualTo("unsolicited");
        assertThat(laboratory.reportsOf(patient)).isEmpty();
    }

    @Test
    void a_result_for_another_patients_order_is_held(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var order = laboratory.anOrderFor(laboratory.aPatient());
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");

        laboratory.send(BloodCount.from(nameOf(device))
                .of(medicalRecordNumber(patient))
                .answering(accession(order))
                .toString());

        assertThat(reason(laboratory.theTaskAbout(device))).isEqualTo("ambiguous-patient");
        assertThat(laboratory.reportsOf(patient)).isEmpty();
    }

    @Test
    void a_sample_number_that_was_another_patients_does_not_overwrite_that_patients_report(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var first = laboratory.aPatient();
        var second = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var message = BloodCount.from(nameOf(device));
        laboratory.send(message.of(medicalRecordNumber(first)).toString());
        laboratory.theReportOf(first);

        laboratory.send(message.of(medicalRecordNumber(second))
                .controlled("2")
                .hemoglobin("17.0", "F")
                .toString());

        assertThat(reason(laboratory.theTaskAbout(device))).isEqualTo("ambiguous-sample");
        assertThat(laboratory.resultsOf(first).get(0).getValueQuantity().getValue())
                .isEqualByComparingTo("10.9");
        assertThat(laboratory.reportsOf(second)).isEmpty();
    }

    @Test
    void rubbish_is_refused_and_the_connection_goes_on(Hospital hospital) throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var good = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));

        var answers = Lines.exchange(
                laboratory.port(),
                List.of(
                        "\u0000\u0001 no message at all",
                        good.toString().replace("ORU^R01^ORU_R01", "ADT^A01^ADT_A01"),
                        good.controlled("").toString(),
                        good.controlled("3").toString()));

        assertThat(answers.get(0)).containsPattern("MSA\\|A[ER]\\|");
        assertThat(answers.get(1)).contains("MSA|AR|1").contains("200");
        assertThat(answers.get(2)).contains("MSA|AE|").contains("101");
        assertThat(answers.get(3)).contains("MSA|AA|3");
        laboratory.theReportOf(patient);
    }

    @Test
    void an_inactive_analyzer_is_refused_and_its_bytes_are_kept(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var name = Analyzing.aName();
        var retired = Analyzing.analyzer(name, true, "accept", Analyzing.CODE_MAP);
        retired.setStatus(org.hl7.fhir.r4.model.Device.FHIRDeviceStatus.INACTIVE);
        laboratory.fhir().create(retired);

        var answer = laboratory.send(BloodCount.from(name).of("whoever").toString());

        assertThat(answer.code()).isEqualTo("AR");
        assertThat(count(hospital, "feed_message", name)).isEqualTo(1);
    }

    @Test
    void a_hundred_pipelined_messages_are_answered_and_filed_in_their_order(Hospital hospital) throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        var messages = new ArrayList<String>();
        for (int number = 1; number <= 100; number++) {
            messages.add(message.controlled(String.valueOf(number))
                    .hemoglobin(number + ".5", "C")
                    .at("20261121%02d%02d00".formatted(9 + number / 60, number % 60))
                    .toString());
        }

        var answers = Lines.exchange(laboratory.port(), messages);

        for (int number = 1; number <= 100; number++) {
            assertThat(answers.get(number - 1)).contains("MSA|AA|" + number + "\r");
        }
        await().atMost(PATIENCE.multipliedBy(4)).untilAsserted(() -> assertThat(laboratory.resultsOf(patient))
                .singleElement()
                .satisfies(result ->
                        assertThat(result.getValueQuantity().getValue()).isEqualByComparingTo("100.5")));
        assertThat(laboratory.resultsOf(patient).get(0).getMeta().getVersionId())
                .isEqualTo("100");
    }

    @Test
    void one_message_over_sixteen_connections_at_once_is_filed_once(Hospital hospital) throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var message =
                BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient)).toString();

        var answers = AtOnce.all(
                16,
                time -> () ->
                        Lines.exchange(laboratory.port(), List.of(message)).get(0));

        assertThat(answers).allMatch(AtOnce.Outcome::succeeded);
        laboratory.theReportOf(patient);
        settle(hospital);
        assertThat(laboratory.theReportOf(patient).getMeta().getVersionId()).isEqualTo("1");
        assertThat(count(hospital, "feed_message", nameOf(device))).isEqualTo(1);
    }

    @Test
    void a_message_that_a_server_stored_right_before_it_stopped_is_filed_by_the_next(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));

        Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(TransactionTemplate.class)
                .executeWithoutResult(status -> hospital.part(Feed.class)
                        .keep(Arrivals.arrivalOf(
                                message, TenantId.DEFAULT, device.getIdElement().getIdPart()))));

        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
    }

    @Test
    void the_devices_of_two_tenants_file_for_their_own_patients(Hospital hospital) {
        var here = new Analyzing(hospital, hospital.asDemo());
        var there = new Analyzing(hospital, hospital.asClinicB());
        var patientHere = here.aPatient();
        var patientThere = there.aPatient();
        var deviceHere = here.anAnalyzer(Analyzing.aName(), true, "accept");
        var deviceThere = there.anAnalyzer(Analyzing.aName(), true, "accept");

        here.send(BloodCount.from(nameOf(deviceHere))
                .of(medicalRecordNumber(patientHere))
                .toString());
        there.send(BloodCount.from(nameOf(deviceThere))
                .of(medicalRecordNumber(patientThere))
                .toString());

        here.theReportOf(patientHere);
        var report = there.theReportOf(patientThere);
        assertThat(here.fhir()
                        .get("/DiagnosticReport/" + report.getIdElement().getIdPart())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void reports_of_one_tube_share_its_specimen(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(message.toString());
        laboratory.theReportOf(patient);

        laboratory.send(
                message.controlled("2").toString().replace("58410-2^CBC panel^LN", "57023-4^Reticulocyte panel^LN"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(laboratory.reportsOf(patient)).hasSize(2));
        assertThat(laboratory
                        .fhir()
                        .search("Specimen?subject=" + patient.getIdElement().toUnqualifiedVersionless())
                        .getEntry())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getResource()).isInstanceOf(Specimen.class));
    }

    /** Waits until nothing is left to be filed. */
    private static void settle(Hospital hospital) {
        await().atMost(PATIENCE)
                .until(() -> inDefaultTenant(hospital, jdbc -> jdbc.sql(
                                        "select count(*) from openward.feed_message where status = 'received'")
                                .query(Integer.class)
                                .single())
                        == 0);
    }

    private static int count(Hospital hospital, String table, String application) {
        return inDefaultTenant(hospital, jdbc -> jdbc.sql(
                        "select count(*) from openward." + table + " where sending_application = :application")
                .param("application", application)
                .query(Integer.class)
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

    private static ConceptMap aMap(String name, String code, String loinc) {
        var map = new ConceptMap().setUrl("https://hospital.example/ConceptMap/" + name);
        map.setStatus(PublicationStatus.ACTIVE);
        map.addGroup().setSource("https://hospital.example/analyzer-codes").setTarget(Systems.LOINC);
        return mapping(map, code, loinc);
    }

    private static ConceptMap mapping(ConceptMap map, String code, String loinc) {
        map.getGroupFirstRep()
                .addElement()
                .setCode(code)
                .addTarget()
                .setCode(loinc)
                .setEquivalence(ConceptMapEquivalence.EQUIVALENT);
        return map;
    }

    private static String reason(Task task) {
        assertThat(task.getStatus()).isEqualTo(TaskStatus.ONHOLD);
        return task.getStatusReason().getCodingFirstRep().getCode();
    }

    private static String nameOf(org.hl7.fhir.r4.model.Device device) {
        return device.getDeviceNameFirstRep().getName();
    }
}
