package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.accession;
import static org.openward.interfaceengine.Analyzing.isHemoglobin;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;
import static org.openward.interfaceengine.Analyzing.nameOf;
import static org.openward.interfaceengine.Analyzing.reason;

import java.time.Duration;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Systems;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class HoldingResultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
    void controls_are_the_analyzers_own_results_each_time_that_they_are_run_and_wait_for_nobody(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "hold");
        var run = BloodCount.from(nameOf(device)).sample("LEVEL-2").test("OWN^Of the analyzer only^L");

        laboratory.send(control(run));
        laboratory.send(control(run.controlled("2").hemoglobin("11.1", "F")));
        laboratory.send(control(run));

        var own = "Observation?subject=" + device.getIdElement().toUnqualifiedVersionless()
                + "&category=http://terminology.hl7.org/CodeSystem/v2-0369%7CQ";
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(laboratory.fhir().search(own).getEntry()).hasSize(2));
        assertThat(laboratory.fhir().search(own).getEntry())
                .extracting(entry -> ((Observation) entry.getResource())
                        .getValueQuantity()
                        .getValue()
                        .toPlainString())
                .containsExactlyInAnyOrder("10.9", "11.1");
        assertThat(laboratory
                        .fhir()
                        .search("Task?focus=" + device.getIdElement().toUnqualifiedVersionless())
                        .getEntry())
                .isEmpty();
    }

    @Test
    void a_control_that_has_the_number_of_a_patient_waits_for_a_person(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");

        laboratory.send(control(BloodCount.from(nameOf(device)))
                .replace("\rOBR|", "\rPID|1||" + medicalRecordNumber(patient) + "\rOBR|"));

        waitsAsControl(laboratory, device);
        assertThat(laboratory.reportsOf(patient)).isEmpty();
    }

    @Test
    void a_control_that_has_the_number_of_an_order_waits_for_a_person(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var order = laboratory.anOrderFor(laboratory.aPatient());
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");

        laboratory.send(control(BloodCount.from(nameOf(device)).answering(accession(order))));

        waitsAsControl(laboratory, device);
    }

    private static void waitsAsControl(Analyzing laboratory, Device device) {
        assertThat(reason(laboratory.theTaskAbout(device))).isEqualTo("quality-control");
        assertThat(laboratory
                        .fhir()
                        .search("Observation?subject=" + device.getIdElement().toUnqualifiedVersionless())
                        .getEntry())
                .isEmpty();
    }

    /** The same measurement of a control, which is nobody's. */
    private static String control(BloodCount run) {
        return run.toString().replaceFirst("PID[^\r]*\r", "").replace("|P|2.5.1|", "|Q|2.5.1|");
    }

    @Test
    void a_result_is_of_the_stay_whose_number_the_message_names(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var stay = new Encounter()
                .setStatus(EncounterStatus.INPROGRESS)
                .setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", "inpatient encounter"))
                .setSubject(Analyzing.reference(patient.getIdElement()));
        stay.addIdentifier(
                new Identifier().setSystem("https://other.example/visits").setValue("V-" + nameOf(device)));
        var cancelled = stay.copy().setStatus(EncounterStatus.CANCELLED);
        stay = laboratory.fhir().create(stay);
        laboratory.fhir().create(cancelled);

        laboratory.send(BloodCount.from(nameOf(device))
                .of(medicalRecordNumber(patient))
                .toString()
                .replace("\rOBR|", "\rPV1|1|I|||||||||||||||||V-" + nameOf(device) + "\rOBR|"));

        assertThat(laboratory.theReportOf(patient).getEncounter().getReference())
                .isEqualTo(stay.getIdElement().toUnqualifiedVersionless().getValue());
        assertThat(laboratory.resultsOf(patient).get(0).getEncounter().getReference())
                .isEqualTo(stay.getIdElement().toUnqualifiedVersionless().getValue());
    }

    @Test
    void a_number_that_another_issuer_gave_out_means_its_own_patient_and_not_the_one_whose_number_looks_alike(
            Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var alike = laboratory.aPatient();
        var patient = laboratory.aPatient();
        var number = medicalRecordNumber(alike);
        patient.addIdentifier().setSystem("urn:oid:1.2.36.77").setValue(number);
        laboratory.fhir().put("/Patient/" + patient.getIdElement().getIdPart(), patient);
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");

        laboratory.send(BloodCount.from(nameOf(device))
                .of(number)
                .toString()
                .replace("^^^OPENWARD^MR", "^^^ELSEWHERE&1.2.36.77&ISO^MR"));

        laboratory.theReportOf(patient);
        assertThat(laboratory.reportsOf(alike)).isEmpty();
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
}
