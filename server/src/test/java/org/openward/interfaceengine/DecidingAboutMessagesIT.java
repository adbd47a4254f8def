package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.aName;
import static org.openward.interfaceengine.Analyzing.accession;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;
import static org.openward.interfaceengine.Analyzing.nameOf;
import static org.openward.interfaceengine.Analyzing.reason;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@HospitalTest
class DecidingAboutMessagesIT {
    @Test
    void a_result_that_nobody_ordered_is_filed_once_a_person_releases_it(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var task = heldForWantOfAnOrder(laboratory, patient);

        var released = decide(laboratory.fhir(), task, "release", because("Ordered by telephone"));
        var again = decide(laboratory.fhir(), task, "release", because("Ordered by telephone"));
        var other = decide(laboratory.fhir(), task, "discard", because("Never mind"));

        var done = released.resource(Task.class);
        assertThat(done.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(done.getNoteFirstRep().getText()).isEqualTo("release: Ordered by telephone");
        assertThat(done.getNoteFirstRep().getAuthor().primitiveValue()).isEqualTo("demo");
        assertThat(again.resource(Task.class).getMeta().getVersionId())
                .isEqualTo(done.getMeta().getVersionId());
        assertThat(other.status()).isEqualTo(409);
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
        assertThat(rulings(hospital, done)).containsExactly("release processed demo Ordered by telephone");
        assertThat(one(
                        hospital,
                        "select count(distinct outcome) from openward.audit_event where entity_type = 'Task'"
                                + " and entity_id = :task and interaction = 'operation' and agent = 'demo'",
                        task))
                .isEqualTo("2");
    }

    @Test
    void the_task_of_a_message_that_waits_stays_until_somebody_decided(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var task = heldForAnUnknownPatient(laboratory, "F-" + aName());
        var path = "/Task/" + task.getIdElement().getIdPart();

        var refused = laboratory.fhir().delete(path);
        decide(laboratory.fhir(), task, "discard", because("Test of the line"));
        var deleted = laboratory.fhir().delete(path);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.invariant()).isEqualTo("G6");
        assertThat(deleted.status()).isEqualTo(200);
    }

    @Test
    void only_what_waits_for_an_order_is_released(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var task = heldForAnUnknownPatient(laboratory, "F-" + aName());

        var refused = decide(laboratory.fhir(), task, "release", because("I know who it is"));
        var silent = decide(laboratory.fhir(), task, "release", new Parameters());

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.invariant()).isEqualTo("G6");
        assertThat(silent.status()).isEqualTo(400);
        assertThat(read(laboratory, task).getStatus()).isEqualTo(TaskStatus.ONHOLD);
        assertThat(read(laboratory, task).getNote()).isEmpty();
    }

    @Test
    void a_result_without_a_known_number_is_filed_under_the_patient_whom_a_person_names(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var task = heldForAnUnknownPatient(laboratory, "F-" + aName());

        var done = decide(laboratory.fhir(), task, "reroute", to(patient)).resource(Task.class);

        assertThat(done.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.PRELIMINARY);
        assertThat(rulings(hospital, done)).containsExactly("reroute processed demo The ward confirmed it");
    }

    @Test
    void a_result_is_filed_under_the_order_that_a_person_names_and_its_patient(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var order = laboratory.anOrderFor(patient);
        var task = heldForAnUnknownPatient(laboratory, "F-" + aName());

        var done = decide(laboratory.fhir(), task, "reroute", because("Label read by hand: " + accession(order)), order)
                .resource(Task.class);

        assertThat(done.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(laboratory.theReportOf(patient).getBasedOnFirstRep().getReference())
                .isEqualTo(order.getIdElement().toUnqualifiedVersionless().getValue());
    }

    @Test
    void a_birth_date_that_contradicts_the_named_patient_has_to_be_confirmed(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient().setBirthDateElement(new DateType("1980-04-21"));
        laboratory.fhir().put("/Patient/" + patient.getIdElement().getIdPart(), patient);
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        laboratory.send(BloodCount.from(nameOf(device))
                .of("F-" + nameOf(device))
                .toString()
                .replace("Rao^Asha", "Rao^Asha||19800412|F"));
        var task = laboratory.theTaskAbout(device);

        var told = decide(laboratory.fhir(), task, "reroute", to(patient)).resource(Task.class);
        var confirmed = decide(laboratory.fhir(), task, "reroute", to(patient)).resource(Task.class);

        assertThat(reason(told)).isEqualTo("patient-mismatch");
        assertThat(confirmed.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(laboratory.reportsOf(patient)).hasSize(1);
        assertThat(rulings(hospital, confirmed)).hasSize(2);
    }

    @Test
    void what_would_undo_a_verified_result_stays_when_its_patient_is_named_again_and_the_rest_is_filed(
            Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), false, "accept");
        var first = BloodCount.from(nameOf(device)).of("F-" + nameOf(device));
        laboratory.send(first.toString());
        decide(laboratory.fhir(), laboratory.theTaskAbout(device), "reroute", to(patient));
        var report = laboratory.theReportOf(patient).getIdElement().getIdPart();
        laboratory.fhir().send("POST", "/DiagnosticReport/" + report + "/$verify", null);

        laboratory.send(first.controlled("2").hemoglobin("8.8", "F").at("20261121083000")
                + "OBX|2|NM|RBC^Erythrocytes^L||4.1|10*6/uL||N|||F|||20261121083000\r");
        var task = laboratory.theWaitingTaskAbout(device);
        var told = decide(laboratory.fhir(), task, "reroute", to(patient)).resource(Task.class);
        var other = decide(laboratory.fhir(), task, "reroute", to(laboratory.aPatient()))
                .resource(Task.class);
        var toldAgain = decide(laboratory.fhir(), task, "reroute", to(patient)).resource(Task.class);
        var done = decide(laboratory.fhir(), task, "reroute", to(patient)).resource(Task.class);

        assertThat(reason(told)).isEqualTo("would-undo");
        assertThat(reason(other)).isEqualTo("ambiguous-sample");
        assertThat(reason(toldAgain)).isEqualTo("would-undo");
        assertThat(done.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(laboratory.resultsOf(patient))
                .extracting(result -> result.getValueQuantity().getValue().toPlainString(), Observation::getStatus)
                .containsExactlyInAnyOrder(
                        tuple("10.9", ObservationStatus.FINAL), tuple("4.1", ObservationStatus.PRELIMINARY));
        assertThat(laboratory.theReportOf(patient).getStatus()).isEqualTo(DiagnosticReportStatus.PARTIAL);
    }

    @Test
    void nothing_is_filed_under_what_is_not_there_or_does_not_belong_together(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var elsewhere = new Analyzing(hospital, hospital.asClinicB());
        var foreigner = elsewhere.aPatient();
        var foreignOrder = elsewhere.anOrderFor(foreigner);
        var another = laboratory.anOrderFor(laboratory.aPatient());
        var task = heldForAnUnknownPatient(laboratory, "F-" + aName());

        var toForeigner = decide(laboratory.fhir(), task, "reroute", to(foreigner));
        var toForeignOrder = decide(laboratory.fhir(), task, "reroute", because("Mine"), foreignOrder);
        var contradiction = decide(laboratory.fhir(), task, "reroute", to(laboratory.aPatient()), another);
        var nowhere = decide(laboratory.fhir(), task, "reroute", because("Somewhere"));
        var elsewhereDecided = decide(elsewhere.fhir(), task, "discard", because("Not mine"));

        assertThat(List.of(toForeigner, toForeignOrder, elsewhereDecided)).allMatch(answer -> answer.status() == 404);
        assertThat(contradiction.status()).isEqualTo(422);
        assertThat(nowhere.status()).isEqualTo(400);
        assertThat(read(laboratory, task).getMeta().getVersionId())
                .isEqualTo(task.getMeta().getVersionId());
        assertThat(elsewhere.reportsOf(foreigner)).isEmpty();
    }

    @Test
    void a_discarded_message_is_never_filed_and_keeps_its_bytes(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var task = heldForWantOfAnOrder(laboratory, patient);

        var done = decide(laboratory.fhir(), task, "discard", because("Test of the line"))
                .resource(Task.class);
        var replayed =
                laboratory.fhir().send("POST", "/Task/" + task.getIdElement().getIdPart() + "/$replay", null);

        assertThat(done.getStatus()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(done.getBusinessStatus().getCodingFirstRep().getCode()).isEqualTo("discarded");
        assertThat(replayed.status()).isEqualTo(422);
        assertThat(laboratory.reportsOf(patient)).isEmpty();
        assertThat(one(
                        hospital,
                        "select status || ' ' || (length(raw) > 0) from openward.feed_message where task_id = :task",
                        task))
                .isEqualTo("discarded true");
    }

    @Test
    void of_sixteen_decisions_at_once_one_takes_effect(Hospital hospital) throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var task = heldForWantOfAnOrder(laboratory, patient);

        var outcomes = AtOnce.all(
                16,
                person -> () -> decide(
                                laboratory.fhir(), task, person % 2 == 0 ? "release" : "discard", because("At once"))
                        .status());

        assertThat(outcomes).allMatch(AtOnce.Outcome::succeeded);
        Map<Integer, Long> answers = outcomes.stream()
                .map(outcome -> outcome.result().get(0))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(answers).containsOnly(Map.entry(200, 8L), Map.entry(409, 8L));
        assertThat(rulings(hospital, task)).hasSize(1);
        var isReleased = read(laboratory, task).getStatus() == TaskStatus.COMPLETED;
        assertThat(laboratory.reportsOf(patient)).hasSize(isReleased ? 1 : 0);
    }

    @Test
    void a_pasted_message_is_explained_and_nothing_is_stored(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var order = laboratory.anOrderFor(patient);
        var device = laboratory.anAnalyzer(aName(), true, "hold");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> one(hospital, "select count(*) from openward.feed_message where status = 'received'")
                        .equals("0"));
        var before = rows(hospital);

        var fits = map(laboratory, device, message.answering(accession(order)).toString());
        var unsolicited = map(laboratory, device, message.toString());
        var unmapped = map(laboratory, device, message.test("XYZ^New^L").toString());
        var nobody = map(laboratory, device, BloodCount.from("X").of("F-1").toString());
        var admission = map(laboratory, device, message.toString().replace("ORU^R01^ORU_R01", "ADT^A01"));

        assertThat(said(fits, "verdict")).isEqualTo("file");
        assertThat(decisions(fits))
                .contains(
                        "PID-3 patient found Patient/" + patient.getIdElement().getIdPart(),
                        "OBR order found ServiceRequest/" + order.getIdElement().getIdPart(),
                        "OBX code mapped 718-7",
                        "OBX unit mapped g/dL");
        assertThat(changes(fits))
                .containsExactlyInAnyOrder("create Specimen", "create Observation", "create DiagnosticReport");
        assertThat(said(unsolicited, "verdict") + " " + said(unsolicited, "reason"))
                .isEqualTo("hold unsolicited");
        assertThat(said(unmapped, "reason")).isEqualTo("unmapped-code");
        assertThat(decisions(unmapped)).contains("OBX code unmapped ");
        assertThat(said(nobody, "reason")).isEqualTo("unknown-patient");
        assertThat(said(admission, "verdict") + " " + said(admission, "reason"))
                .isEqualTo("refuse unsupported-message-type");
        assertThat(rows(hospital)).isEqualTo(before);
    }

    @Test
    void what_a_correction_would_change_is_said_element_by_element(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(message.toString());
        laboratory.theReportOf(patient);

        var correction = map(laboratory, device, message.hemoglobin("11.4", "C").toString());
        var repeat = map(laboratory, device, message.toString());

        assertThat(changes(correction)).containsExactlyInAnyOrder("update Observation", "update DiagnosticReport");
        assertThat(elements(correction)).contains("value[x]", "status");
        assertThat(said(repeat, "verdict")).isEqualTo("file");
        assertThat(elements(repeat)).doesNotContain("value[x]", "status");
        assertThat(laboratory.resultsOf(patient).get(0).getMeta().getVersionId())
                .isEqualTo("1");
    }

    @Test
    void a_replay_can_be_tried_without_doing_it(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var number = "F-" + nameOf(device);
        laboratory.send(BloodCount.from(nameOf(device)).of(number).toString());
        var task = laboratory.theTaskAbout(device);
        var patient = new Patient();
        patient.addIdentifier().setSystem("https://other.example/mrn").setValue(number);
        var registered = laboratory.fhir().create(patient);

        var tried = decide(laboratory.fhir(), task, "replay", dryRun()).resource(Parameters.class);

        assertThat(said(tried, "verdict")).isEqualTo("file");
        assertThat(changes(tried)).contains("create DiagnosticReport");
        assertThat(read(laboratory, task).getMeta().getVersionId())
                .isEqualTo(task.getMeta().getVersionId());
        assertThat(laboratory.reportsOf(registered)).isEmpty();
        assertThat(laboratory.replay(task).getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(said(decide(laboratory.fhir(), task, "replay", dryRun()).resource(Parameters.class), "verdict"))
                .isEqualTo("nothing");
    }

    @Test
    void messages_are_listed_newest_first_and_counted_by_status(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        laboratory.send(message.toString());
        laboratory.theReportOf(patient);
        laboratory.send(message.controlled("2").of("F-" + nameOf(device)).toString());
        laboratory.send(message.controlled("2").of("F-" + nameOf(device)).toString());
        var task = laboratory.theTaskAbout(device);
        var query = "/$feed-messages?device=" + device.getIdElement().getIdPart();

        var all = laboratory.fhir().get(query + "&count=1").resource(Parameters.class);
        var rest = laboratory.fhir().get(query + "&before=" + said(all, "next")).resource(Parameters.class);
        var elsewhere = hospital.asClinicB().get(query).resource(Parameters.class);

        assertThat(parts(all, "count", "status", "number")).containsExactly("held 1", "processed 1");
        assertThat(parts(all, "message", "controlId", "status", "reason", "repeats", "task"))
                .containsExactly(
                        "2 held unknown-patient 1 Task/" + task.getIdElement().getIdPart());
        assertThat(parts(rest, "message", "controlId", "status")).containsExactly("1 processed");
        assertThat(said(rest, "next")).isEmpty();
        assertThat(elsewhere.getParameter()).isEmpty();
        assertThat(laboratory.fhir().get(query + "&status=lost").status()).isEqualTo(400);
        assertThat(laboratory.fhir().get(query + "&count=1000").status()).isEqualTo(400);
    }

    @Test
    void the_bytes_of_messages_need_a_right_of_their_own(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of("F-" + nameOf(device)).toString();
        laboratory.send(message);
        var query = "/$feed-messages?raw=true&device=" + device.getIdElement().getIdPart();

        var refused = laboratory.fhir().get(query);
        var shown = hospital.asFeedReader().get(query).resource(Parameters.class);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).doesNotContain("Rao");
        assertThat(shown.getParameter().stream()
                        .flatMap(parameter -> parameter.getPart().stream())
                        .filter(part -> part.getName().equals("raw")))
                .singleElement()
                .satisfies(raw -> assertThat(
                                new String(((Base64BinaryType) raw.getValue()).getValue(), StandardCharsets.UTF_8))
                        .isEqualTo(message));
        assertThat(one(
                        hospital,
                        "select count(*) from openward.audit_event where request like '$feed-messages, bytes of %'"
                                + " and agent = 'feed-reader'"))
                .isNotEqualTo("0");
    }

    @Test
    void whoever_lacks_the_permission_or_a_scope_decides_and_sees_nothing(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var task = heldForAnUnknownPatient(laboratory, "F-" + aName());
        var device = task.getFocus().getReference();
        for (var outsider : List.of(hospital.asMigrator(), hospital.withScope("system/Task.rs"))) {
            var answers = List.of(
                    decide(outsider, task, "replay", dryRun()),
                    decide(outsider, task, "release", because("x")),
                    decide(outsider, task, "reroute", to(laboratory.aPatient())),
                    decide(outsider, task, "discard", because("x")),
                    outsider.get("/$feed-messages"),
                    outsider.post("/" + device + "/$feed-map", new Parameters().addParameter("message", "MSH|")));

            assertThat(answers).allMatch(answer -> answer.status() == 403);
        }
        assertThat(decide(hospital.anonymous(), task, "discard", because("x")).status())
                .isEqualTo(401);
        assertThat(read(laboratory, task).getMeta().getVersionId())
                .isEqualTo(task.getMeta().getVersionId());
    }

    private static Task heldForWantOfAnOrder(Analyzing laboratory, Patient patient) {
        var device = laboratory.anAnalyzer(aName(), true, "hold");
        laboratory.send(
                BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient)).toString());
        return laboratory.theTaskAbout(device);
    }

    private static Task heldForAnUnknownPatient(Analyzing laboratory, String number) {
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        laboratory.send(BloodCount.from(nameOf(device)).of(number).toString());
        return laboratory.theTaskAbout(device);
    }

    private static Answer decide(FhirClient fhir, Task task, String decision, Parameters asked) {
        return fhir.post("/Task/" + task.getIdElement().getIdPart() + "/$" + decision, asked);
    }

    private static Answer decide(FhirClient fhir, Task task, String decision, Parameters asked, Resource order) {
        asked.addParameter("order", Analyzing.reference(new IdType(order.getId())));
        return decide(fhir, task, decision, asked);
    }

    private static Parameters because(String reason) {
        return new Parameters().addParameter("reason", new StringType(reason));
    }

    private static Parameters to(Patient patient) {
        return because("The ward confirmed it").addParameter("patient", Analyzing.reference(patient.getIdElement()));
    }

    private static Parameters dryRun() {
        return new Parameters().addParameter("dryRun", new BooleanType(true));
    }

    private static Task read(Analyzing laboratory, Task task) {
        return laboratory.fhir().read(Task.class, task.getIdElement().getIdPart());
    }

    private static Parameters map(Analyzing laboratory, Device device, String message) {
        return laboratory
                .fhir()
                .post(
                        "/Device/" + device.getIdElement().getIdPart() + "/$feed-map",
                        new Parameters().addParameter("message", new StringType(message.replace('\r', '\n'))))
                .resource(Parameters.class);
    }

    private static String said(Parameters answer, String name) {
        return answer.hasParameter(name) ? answer.getParameterValue(name).primitiveValue() : "";
    }

    private static List<String> decisions(Parameters answer) {
        return answer.getParameter().stream()
                .filter(parameter -> parameter.getName().equals("decision"))
                .map(decision -> text(decision, "place") + " " + text(decision, "about") + " "
                        + text(decision, "finding") + " " + text(decision, "record") + text(decision, "detail"))
                .toList();
    }

    private static List<String> changes(Parameters answer) {
        return answer.getParameter().stream()
                .filter(parameter -> parameter.getName().equals("change"))
                .map(change -> text(change, "action") + " "
                        + change.getPart().stream()
                                .filter(part -> part.hasResource())
                                .findFirst()
                                .orElseThrow()
                                .getResource()
                                .fhirType())
                .toList();
    }

    private static List<String> elements(Parameters answer) {
        return answer.getParameter().stream()
                .filter(parameter -> parameter.getName().equals("change"))
                .flatMap(change -> change.getPart().stream())
                .filter(part -> part.getName().equals("element"))
                .map(part -> part.getValue().primitiveValue())
                .toList();
    }

    private static List<String> parts(Parameters answer, String name, String... wanted) {
        return answer.getParameter().stream()
                .filter(parameter -> parameter.getName().equals(name))
                .map(parameter -> List.of(wanted).stream()
                        .map(part -> text(parameter, part))
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static String text(Parameters.ParametersParameterComponent parameter, String name) {
        return parameter.getPart().stream()
                .filter(part -> part.getName().equals(name))
                .map(part -> part.getValue() instanceof Reference reference
                        ? reference.getReference()
                        : part.getValue().primitiveValue())
                .findFirst()
                .orElse("");
    }

    private static List<String> rulings(Hospital hospital, Task task) {
        return inDefaultTenant(hospital, jdbc -> jdbc.sql(
                        """
                        select ruling.kind || ' ' || ruling.outcome || ' ' || ruling.decided_by || ' ' || ruling.reason
                        from openward.feed_ruling ruling join openward.feed_message message on message.id = message_id
                        where message.task_id = :task order by ruling.id""")
                .param("task", task.getIdElement().getIdPart())
                .query(String.class)
                .list());
    }

    private static String one(Hospital hospital, String sql, Task task) {
        return inDefaultTenant(hospital, jdbc -> jdbc.sql(sql)
                .param("task", task.getIdElement().getIdPart())
                .query(String.class)
                .single());
    }

    private static String one(Hospital hospital, String sql) {
        return inDefaultTenant(
                hospital, jdbc -> jdbc.sql(sql).query(String.class).single());
    }

    /** Everything that filing a message leaves behind. */
    private static List<Long> rows(Hospital hospital) {
        return inDefaultTenant(hospital, jdbc -> List.of(
                        "openward.feed_message",
                        "openward.feed_ruling",
                        "openward.feed_reply",
                        "openward.result_identity",
                        "openward.final_report",
                        "public.hfj_res_ver where res_type in ('DiagnosticReport', 'Observation', 'Specimen', 'Task')")
                .stream()
                .map(table -> jdbc.sql("select count(*) from " + table)
                        .query(Long.class)
                        .single())
                .toList());
    }

    private static <T> T inDefaultTenant(Hospital hospital, Function<JdbcClient, T> question) {
        return Acting.as(
                Caller.server(TenantId.DEFAULT, "test"), () -> question.apply(hospital.part(JdbcClient.class)));
    }
}
