package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.accession;
import static org.openward.interfaceengine.Analyzing.isHemoglobin;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;
import static org.openward.interfaceengine.Analyzing.nameOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Extensions;
import org.openward.profiles.LaboratoryParts;
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
    void a_reflex_test_names_the_result_that_set_it_off(Hospital hospital) throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var name = nameOf(laboratory.anAnalyzer(Analyzing.aName(), true, "accept"));
        var first = BloodCount.from(name).of(medicalRecordNumber(patient));
        var beside = first.controlled("2").sample(name + "-S2") + reflexOf(name + "-S2");
        var later = first.controlled("3").toString().split("OBR", 2)[0] + reflexOf(name + "-S1");

        Lines.exchange(laboratory.port(), List.of(first.toString(), beside, later));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(laboratory.resultsOf(patient)).hasSize(4));
        var results = laboratory.resultsOf(patient);
        var triggers = results.stream()
                .flatMap(result -> result.getExtensionsByUrl(Extensions.TRIGGERED_BY).stream())
                .map(trigger -> (Reference) trigger.getExtensionByUrl(LaboratoryParts.TRIGGERING_OBSERVATION)
                        .getValue())
                .map(Reference::getReference)
                .toList();
        var parents = laboratory.reportsOf(patient).stream()
                .flatMap(report -> report.getExtensionsByUrl(Extensions.PARENT_REPORT).stream())
                .map(parent -> ((Reference) parent.getValue()).getReference())
                .toList();
        assertThat(triggers)
                .containsExactlyInAnyOrderElementsOf(results.stream()
                        .filter(result -> !result.hasExtension(Extensions.TRIGGERED_BY))
                        .map(result ->
                                result.getIdElement().toUnqualifiedVersionless().getValue())
                        .toList());
        assertThat(parents)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(parent -> parent.startsWith("DiagnosticReport/"));
    }

    /** The order that an analyzer added because of the hemoglobin of that sample, and its result. */
    private static String reflexOf(String sample) {
        return "OBR|1||" + sample + "-R|4544-3^Hematocrit^LN|||20261121080000||||G" + "|".repeat(14)
                + "F|HGB&Hemoglobin&L|||^" + sample + "|".repeat(21) + "58410-2^CBC panel^LN\r"
                + "OBX|1|NM|4544-3^Hematocrit^LN||32|%|36-46|L|||F|||20261121082000\r";
    }

    @Test
    void a_reflex_of_somebody_elses_result_is_not_linked_to_it(Hospital hospital) throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var other = laboratory.aPatient();
        var name = nameOf(laboratory.anAnalyzer(Analyzing.aName(), true, "accept"));
        var first = BloodCount.from(name).of(medicalRecordNumber(patient)).toString();
        var confused = BloodCount.from(name)
                .of(medicalRecordNumber(other))
                .controlled("2")
                .toString();

        Lines.exchange(laboratory.port(), List.of(first, confused.split("OBR", 2)[0] + reflexOf(name + "-S1")));

        var report = laboratory.theReportOf(other);
        var parent =
                (Reference) report.getExtensionByUrl(Extensions.PARENT_REPORT).getValue();
        assertThat(parent.hasReference()).isFalse();
        assertThat(parent.getIdentifier().getValue()).contains(name + "-S1");
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

    private static int inDefaultTenant(Hospital hospital, java.util.function.ToIntFunction<JdbcClient> question) {
        return Acting.as(
                Caller.server(TenantId.DEFAULT, "test"), () -> question.applyAsInt(hospital.part(JdbcClient.class)));
    }
}
