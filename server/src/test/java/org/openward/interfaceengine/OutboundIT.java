package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.ToldAbout.aDestination;
import static org.openward.interfaceengine.ToldAbout.aPatient;
import static org.openward.interfaceengine.ToldAbout.aReport;
import static org.openward.interfaceengine.ToldAbout.medicalRecordNumber;
import static org.openward.interfaceengine.ToldAbout.with;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Endpoint;
import org.hl7.fhir.r4.model.Endpoint.EndpointStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.interfaceengine.ReceivingSystem.Mood;
import org.openward.profiles.DestinationParts;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What other systems are told by HL7 v2, by a receiver of the test that has its moods. */
@HospitalTest
class OutboundIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration OFTEN = Duration.ofMillis(50);

    private final ReceivingSystem receiver = new ReceivingSystem();
    private FhirClient clinic;
    private JdbcClient jdbc;

    OutboundIT() throws IOException {}

    @BeforeEach
    void in_a_tenant_where_nobody_else_is_told(Hospital hospital) {
        clinic = hospital.asClinicB();
        jdbc = hospital.part(JdbcClient.class);
    }

    @AfterEach
    void nobody_is_told_afterwards() throws IOException {
        ToldAbout.endAll(clinic);
        receiver.close();
    }

    private String tell(String... feeds) {
        return clinic.create(aDestination(receiver.address(), feeds))
                .getIdElement()
                .getIdPart();
    }

    private void awaitTypes(String... types) {
        await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(receiver.types())
                .containsExactly(types));
    }

    private Task theTaskAbout(String destination) {
        var search = "Task?focus=Endpoint/" + destination;
        await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(
                        clinic.search(search).getEntry())
                .hasSize(1));
        return (Task) clinic.search(search).getEntryFirstRep().getResource();
    }

    @Test
    void patients_visits_and_results_are_told_in_the_order_of_their_changes_once_each() {
        tell("patients", "visits", "results");

        var patient = aPatient(clinic, "Rao");
        var id = patient.getIdElement().getIdPart();
        patient.getNameFirstRep().setFamily("Rao|Sen");
        clinic.put("/Patient/" + id, patient);
        var stay = new Encounter()
                .setStatus(EncounterStatus.INPROGRESS)
                .setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", null))
                .setSubject(new Reference("Patient/" + id));
        stay = clinic.create(stay);
        clinic.put("/Encounter/" + stay.getIdElement().getIdPart(), stay.setStatus(EncounterStatus.FINISHED));
        aReport(clinic, patient, DiagnosticReportStatus.FINAL);

        awaitTypes("ADT^A28", "ADT^A31", "ADT^A01", "ADT^A03", "ORU^R01");
        assertThat(receiver.taken()).extracting(ReceivingSystem::controlId).doesNotHaveDuplicates();
        assertThat(receiver.taken().get(1)).contains("Rao\\F\\Sen^Asha");
        assertThat(receiver.taken().get(4))
                .contains("OBX|1|NM|718-7^Hemoglobin^LN||10.9|g/dL^g/dL^UCUM", "|OPENWARD|clinic-b|")
                .contains(medicalRecordNumber(patient) + "^^^clinic-b&" + Systems.MRN + "&URI^MR");
        await().atMost(LONG).pollInterval(OFTEN).until(() -> sentOut(id) == 5);
    }

    @Test
    void a_merge_is_told_once_and_its_undoing_as_a_new_patient() {
        var survivor = aPatient(clinic, "Survivor");
        var prior = aPatient(clinic, "Prior");
        tell("patients");
        var path = "/Patient/" + prior.getIdElement().getIdPart();
        prior.setActive(false)
                .addLink()
                .setType(Patient.LinkType.REPLACEDBY)
                .setOther(new Reference("Patient/" + survivor.getIdElement().getIdPart()));

        assertThat(clinic.put(path, prior).status()).isEqualTo(200);
        prior.addTelecom().setValue("no news of anybody");
        assertThat(clinic.put(path, prior).status()).isEqualTo(200);
        prior.setActive(true).getLink().clear();
        assertThat(clinic.put(path, prior).status()).isEqualTo(200);

        awaitTypes("ADT^A40", "ADT^A28");
        assertThat(receiver.taken().get(0))
                .contains("PID|1||" + medicalRecordNumber(survivor) + "^")
                .contains("MRG|" + medicalRecordNumber(prior) + "^");
    }

    @Test
    void a_merge_of_a_record_that_never_said_whether_it_is_active_is_told() {
        var survivor = aPatient(clinic, "Survivor");
        var prior = aPatient(clinic, "Prior");
        tell("patients");
        var asked = new Parameters();
        asked.addParameter("source-patient", reference(prior));
        asked.addParameter("target-patient", reference(survivor));

        assertThat(clinic.post("/Patient/$merge", asked).status()).isEqualTo(200);

        awaitTypes("ADT^A31", "ADT^A40");
        assertThat(receiver.taken().get(1))
                .contains("PID|1||" + medicalRecordNumber(survivor) + "^")
                .contains("MRG|" + medicalRecordNumber(prior) + "^");
    }

    private static Reference reference(Patient patient) {
        return new Reference(patient.getIdElement().toUnqualifiedVersionless());
    }

    /** How often the audit says that something of the patient was sent to a receiver. */
    private int sentOut(String patient) {
        return Acting.as(server(), () -> jdbc.sql(
                        """
                        select count(*) from openward.audit_event
                        where tenant_id = 'clinic-b' and patient_id = ? and request like 'Endpoint/%'""")
                .param(patient)
                .query(Integer.class)
                .single());
    }

    private static Caller server() {
        return Caller.server(new TenantId("clinic-b"), "test");
    }

    @Test
    void a_charge_is_told_once_and_taken_back_once() {
        tell("charges");
        var patient = aPatient(clinic, "Charged");
        var charge = new ChargeItem()
                .setStatus(ChargeItemStatus.BILLABLE)
                .setCode(new CodeableConcept(new Coding(Systems.LOINC, "58410-2", null)))
                .setSubject(new Reference(patient.getIdElement().toUnqualifiedVersionless()));

        charge = clinic.create(charge);
        var path = "/ChargeItem/" + charge.getIdElement().getIdPart();
        charge.addNote().setText("told already");
        assertThat(clinic.put(path, charge).status()).isEqualTo(200);
        assertThat(clinic.put(path, charge.setStatus(ChargeItemStatus.ABORTED)).status())
                .isEqualTo(200);

        awaitTypes("DFT^P03", "DFT^P03");
        assertThat(receiver.taken().get(0)).contains("|CG|58410-2^");
        assertThat(receiver.taken().get(1)).contains("|CD|58410-2^");
    }

    @Test
    void only_what_the_criteria_ask_for_is_told() {
        tell("patients?Patient?family=Wanted", "results?DiagnosticReport?status=final");

        var other = aPatient(clinic, "Other");
        aReport(clinic, other, DiagnosticReportStatus.PRELIMINARY);
        aReport(clinic, other, DiagnosticReportStatus.FINAL);
        aPatient(clinic, "Wanted");

        awaitTypes("ORU^R01", "ADT^A28");
    }

    @Test
    void a_receiver_in_any_mood_gets_everything_once_in_order_and_in_the_same_bytes() throws IOException {
        var id = tell("patients");

        for (var mood : List.of(Mood.DROPPING, Mood.CONFUSED, Mood.HANGING)) {
            receiver.is(mood);
            var before = receiver.notTaken().size();
            aPatient(clinic, "Patient " + mood);
            await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(receiver.notTaken())
                    .hasSizeGreaterThan(before));
        }
        receiver.goAway();
        aPatient(clinic, "Patient AWAY");
        receiver.is(Mood.WELL);
        receiver.comeBack();

        awaitTypes("ADT^A28", "ADT^A28", "ADT^A28", "ADT^A28");
        assertThat(receiver.taken())
                .zipSatisfy(List.of("DROPPING", "CONFUSED", "HANGING", "AWAY"), (message, mood) -> assertThat(message)
                        .contains("Patient " + mood));
        assertThat(receiver.taken()).doesNotHaveDuplicates();
        assertThat(receiver.notTaken()).allMatch(receiver.taken().get(0)::equals);
        await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(status(id))
                .containsOnly("sent"));
    }

    private List<String> status(String destination) {
        return Acting.as(server(), () -> jdbc.sql(
                        "select status from openward.outbound_message where destination_id = ? order by id")
                .param(destination)
                .query(String.class)
                .list());
    }

    @Test
    void a_message_that_is_refused_is_a_task_and_holds_up_nothing() {
        var id = tell("patients");
        receiver.is(Mood.REFUSING);
        var refused = aPatient(clinic, "Refused");
        var task = theTaskAbout(id);
        receiver.is(Mood.WELL);

        aPatient(clinic, "Next");
        awaitTypes("ADT^A28");
        var answer = clinic.send("POST", "/Task/" + task.getIdElement().getIdPart() + "/$replay", null);

        assertThat(task.getStatus()).isEqualTo(TaskStatus.ONHOLD);
        assertThat(task.getCode().getCodingFirstRep().getCode()).isEqualTo("undelivered-message");
        assertThat(task.getStatusReason().getCodingFirstRep().getCode()).isEqualTo("AE");
        assertThat(task.getStatusReason().getText()).contains("204", "No such patient");
        assertThat(task.getFor().getReference()).endsWith(refused.getIdElement().getIdPart());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        awaitTypes("ADT^A28", "ADT^A28");
        assertThat(receiver.taken().get(1)).isEqualTo(receiver.notTaken().get(0));
        await().atMost(LONG)
                .until(() ->
                        clinic.read(Task.class, task.getIdElement().getIdPart()).getStatus() == TaskStatus.COMPLETED);
    }

    @Test
    void what_cannot_be_written_is_a_task_and_holds_up_nothing() {
        var destination = with(
                aDestination(receiver.address(), "patients"),
                DestinationParts.CHARACTER_SET,
                new CodeType("ISO-8859-1"));
        var id = clinic.create(destination).getIdElement().getIdPart();

        aPatient(clinic, "王");
        aPatient(clinic, "Müller");

        awaitTypes("ADT^A28");
        var task = theTaskAbout(id);
        assertThat(task.getStatusReason().getText()).contains("PID", "ISO-8859-1");
        assertThat(clinic.send("POST", "/Task/" + task.getIdElement().getIdPart() + "/$replay", null)
                        .status())
                .isEqualTo(422);
    }

    @Test
    void a_change_of_the_destination_holds_for_the_next_message() throws IOException {
        var id = tell("patients");
        aPatient(clinic, "First");
        awaitTypes("ADT^A28");
        var endpoint = clinic.read(Endpoint.class, id);

        try (var other = new ReceivingSystem()) {
            with(endpoint, DestinationParts.VERSION, new CodeType("2.3"));
            with(endpoint, DestinationParts.PATIENT_EVENTS, new CodeType("registration"));
            clinic.put("/Endpoint/" + id, endpoint.setAddress(other.address()));
            aPatient(clinic, "Second");
            await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(other.types())
                    .containsExactly("ADT^A04"));
            clinic.put("/Endpoint/" + id, endpoint.setStatus(EndpointStatus.SUSPENDED));
            aPatient(clinic, "Third");
            await().atMost(LONG).until(() -> status(id).contains("waiting"));
            clinic.put("/Endpoint/" + id, endpoint.setStatus(EndpointStatus.ACTIVE));

            await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(other.taken())
                    .hasSize(2));
            assertThat(other.taken().get(0)).contains("|P|2.3|");
            assertThat(other.taken().get(1)).contains("Third");
        }
        assertThat(receiver.taken()).hasSize(1);
    }

    @Test
    void what_waits_is_not_told_with_the_rights_of_somebody_who_may_not_see_it(Hospital hospital) throws IOException {
        var id = tell("patients");
        receiver.goAway();
        var woman = aPatient(clinic, "Waiting");
        await().atMost(LONG).until(() -> status(id).contains("waiting"));
        var endpoint = clinic.read(Endpoint.class, id);

        try (var other = new ReceivingSystem()) {
            var narrow = FhirClient.withToken(
                    hospital.root(),
                    "/fhir/clinic-b",
                    "demo-b",
                    "demo-b-secret",
                    "system/Endpoint.cruds system/Patient.rs?gender=male");
            var taken = narrow.put("/Endpoint/" + id, endpoint.copy().setAddress(other.address()));
            var task = theTaskAbout(id);

            assertThat(taken.status()).as(taken.toString()).isEqualTo(200);
            assertThat(other.taken()).isEmpty();
            assertThat(status(id)).containsExactly("dead");
            assertThat(sentOut(woman.getIdElement().getIdPart())).isZero();

            receiver.comeBack();
            clinic.put("/Endpoint/" + id, endpoint);
            clinic.send("POST", "/Task/" + task.getIdElement().getIdPart() + "/$replay", null);
            awaitTypes("ADT^A28");
            assertThat(other.taken()).isEmpty();
        }
    }

    @Test
    void who_read_a_message_and_hung_up_is_in_the_audit_all_the_same() {
        receiver.is(Mood.DROPPING);
        var id = tell("patients");
        var patient = aPatient(clinic, "Read").getIdElement().getIdPart();
        await().atMost(LONG).pollInterval(OFTEN).until(() -> !receiver.notTaken()
                .isEmpty());

        clinic.delete("/Endpoint/" + id);

        assertThat(sentOut(patient)).isPositive();
    }

    @Test
    void what_waits_for_a_destination_that_is_removed_is_dropped() throws IOException {
        var id = tell("patients");
        receiver.goAway();
        aPatient(clinic, "Waiting");
        await().atMost(LONG).until(() -> status(id).contains("waiting"));

        clinic.delete("/Endpoint/" + id);

        assertThat(status(id)).containsExactly("dropped");
    }

    @Test
    void of_what_sixteen_write_at_once_each_is_told_once() throws InterruptedException {
        tell("patients");

        var written = AtOnce.all(
                        16,
                        person -> () -> IntStream.range(0, 3)
                                .mapToObj(number -> medicalRecordNumber(aPatient(clinic, "Many")))
                                .toList())
                .stream()
                .flatMap(outcome -> outcome.result().stream())
                .flatMap(List::stream)
                .toList();

        assertThat(written).hasSize(48);
        await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(receiver.taken())
                .hasSizeGreaterThanOrEqualTo(48));
        assertThat(receiver.taken().stream().map(OutboundIT::number)).containsExactlyInAnyOrderElementsOf(written);
    }

    private static String number(String message) {
        var number = message.substring(message.indexOf("PID|1||") + "PID|1||".length());
        return number.substring(0, number.indexOf('^'));
    }

    @Test
    void another_tenant_is_not_heard_and_pays_nothing(Hospital hospital) {
        tell("patients");
        var counted = hospital.part(CountedStatements.class);
        var demo = hospital.asDemo();

        var elsewhere = counted.during(() -> aPatient(demo, "Elsewhere"));
        aPatient(clinic, "Here");

        awaitTypes("ADT^A28");
        assertThat(receiver.taken().get(0)).contains("Here");
        assertThat(elsewhere).noneMatch(statement -> statement.contains("outbound_"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "mllp://10.1.2.3:2575!patients!openward.outbound.allow",
                "mllp://ris.example.org:2575!patients!TLS",
                "mllp://169.254.169.254:80!patients!openward.outbound.allow",
                "http://127.0.0.1:2575!patients!mllp://host:port",
                "mllp://127.0.0.1:99999!patients!mllp://host:port",
                "mllp://127.0.0.1:2575!patients?Observation?code=x!Patient?status=final",
                "mllp://127.0.0.1:2575!patients?Patient?organization.name=x!record alone",
                "mllp://127.0.0.1:2575!orders!device"
            })
    void a_destination_that_cannot_be_is_refused(String address, String feed, String reason) {
        var answer = clinic.post("/Endpoint", aDestination(address, feed));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        assertThat(answer.body()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({"version,2.2", "characterSet,GB18030", "timeZone,Mars", "acknowledgement,maybe", "tlsBundle,others"})
    void a_part_that_is_not_understood_is_refused(String part, String value) {
        var type = part.equals("tlsBundle") ? new StringType(value) : new CodeType(value);
        var endpoint = with(aDestination(receiver.address(), "patients"), part, type);

        assertThat(clinic.post("/Endpoint", endpoint).status()).isEqualTo(422);
    }

    @Test
    void who_may_not_see_what_is_told_cannot_have_it_sent(Hospital hospital) {
        var narrow = hospital.withScope("system/Endpoint.cruds system/Patient.r");

        var answer = narrow.post("/Endpoint", aDestination(receiver.address(), "patients"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("Patient.rs");
    }

    @Test
    void an_endpoint_that_is_no_destination_is_only_kept() {
        var plain = aDestination("https://ward.example.org/fhir", "patients");
        plain.setExtension(null);

        assertThat(clinic.post("/Endpoint", plain).status()).isEqualTo(201);
    }
}
