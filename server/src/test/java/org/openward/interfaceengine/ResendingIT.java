package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.ToldAbout.aDestination;
import static org.openward.interfaceengine.ToldAbout.aPatient;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Endpoint;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.interfaceengine.ReceivingSystem.Mood;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Messages that a receiver refused or lost, sent once more. */
@HospitalTest
class ResendingIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration OFTEN = Duration.ofMillis(50);

    private final ReceivingSystem receiver = new ReceivingSystem();
    private FhirClient clinic;
    private Instant begin;
    private String id;

    ResendingIT() throws IOException {}

    @BeforeEach
    void in_a_tenant_with_one_destination(Hospital hospital) {
        clinic = hospital.asClinicB();
        begin = hospital.part(Clock.class).instant().minusSeconds(1);
        id = clinic.create(aDestination(receiver.address(), "patients"))
                .getIdElement()
                .getIdPart();
    }

    @AfterEach
    void nobody_is_told_afterwards() throws IOException {
        ToldAbout.endAll(clinic);
        receiver.close();
    }

    @Test
    void what_was_taken_and_what_was_refused_go_again_in_their_order_and_in_the_same_bytes(Hospital hospital) {
        aPatient(clinic, "First");
        awaitTaken(1);
        receiver.is(Mood.REFUSING);
        aPatient(clinic, "Second");
        var task = theTask();
        receiver.is(Mood.WELL);
        aPatient(clinic, "Third");
        awaitTaken(2);
        awaitSettled(hospital);
        var before = List.copyOf(receiver.taken());

        assertThat(count(
                        resend(part("from", new InstantType(Date.from(begin))), part("dryRun", new BooleanType(true)))))
                .isEqualTo(3);
        var again = resend(part("from", new InstantType(Date.from(begin))));

        assertThat(again.status()).as(again.toString()).isEqualTo(200);
        assertThat(count(again)).isEqualTo(3);
        assertThat(again.body()).doesNotContain("First");
        awaitTaken(5);
        assertThat(receiver.taken().subList(2, 5))
                .containsExactly(before.get(0), receiver.notTaken().get(0), before.get(1));
        await().atMost(LONG)
                .pollInterval(OFTEN)
                .until(() ->
                        clinic.read(Task.class, task.getIdElement().getIdPart()).getStatus() == TaskStatus.COMPLETED);
    }

    @Test
    void one_message_is_named_by_its_control_id_or_its_number() {
        receiver.is(Mood.REFUSING);
        aPatient(clinic, "Refused");
        var controlId = theTask().getIdentifierFirstRep().getValue();
        receiver.is(Mood.WELL);

        var shown = resend(part("controlId", new StringType(controlId)), part("dryRun", new BooleanType(true)));
        var number = shown.resource(Parameters.class).getParameter("message").getPart().stream()
                .filter(each -> each.getName().equals("number"))
                .findFirst()
                .orElseThrow()
                .getValue();
        var again = resend(part("message", number));

        assertThat(count(again)).isEqualTo(1);
        awaitTaken(1);
        assertThat(receiver.taken().get(0)).contains("|" + controlId + "|");
    }

    @Test
    void of_sixteen_who_press_at_once_each_message_is_in_line_once(Hospital hospital) throws Exception {
        for (int number = 0; number < 3; number++) {
            aPatient(clinic, "Patient " + number);
        }
        awaitTaken(3);
        awaitSettled(hospital);
        var endpoint = clinic.read(Endpoint.class, id);
        clinic.put("/Endpoint/" + id, endpoint.setStatus(Endpoint.EndpointStatus.SUSPENDED));

        var pressed = AtOnce.all(
                16,
                person -> () ->
                        resend(part("from", new InstantType(Date.from(begin)))).status());
        assertThat(pressed).allMatch(outcome -> outcome.result().equals(List.of(200)));
        assertThat(statuses(hospital)).containsOnly("waiting").hasSize(3);
        clinic.put("/Endpoint/" + id, endpoint.setStatus(Endpoint.EndpointStatus.ACTIVE));

        awaitTaken(6);
        awaitSettled(hospital);
        assertThat(receiver.taken()).hasSize(6);
        assertThat(statuses(hospital)).containsOnly("sent");
    }

    @Test
    void what_cannot_be_sent_again_is_refused_or_left_out(Hospital hospital) {
        aPatient(clinic, "Taken");
        awaitTaken(1);
        awaitSettled(hospital);
        var controlId = inClinic(hospital, () -> jdbc(hospital)
                .sql("select control_id from openward.outbound_message where destination_id = ?")
                .param(id)
                .query(String.class)
                .single());
        aPatientOfMixedLetters();

        var period = resend(part("from", new InstantType(Date.from(begin))), part("status", new CodeType("dead")));
        var unwritten = resend(part(
                "controlId", new StringType(theTask().getIdentifierFirstRep().getValue())));
        var unknown =
                resend(part("controlId", new StringType(controlId)), part("controlId", new StringType("NOBODYS")));

        assertThat(count(period)).isZero();
        assertThat(period.resource(Parameters.class)
                        .getParameter("leftOut")
                        .getValue()
                        .primitiveValue())
                .isEqualTo("1");
        assertThat(unwritten.status()).isEqualTo(422);
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(statuses(hospital)).containsExactly("sent", "dead");
    }

    /** Her name cannot be written in the characters of the destination. */
    private void aPatientOfMixedLetters() {
        var endpoint = clinic.read(Endpoint.class, id);
        ToldAbout.with(endpoint, "characterSet", new CodeType("ISO-8859-1"));
        clinic.put("/Endpoint/" + id, endpoint);
        aPatient(clinic, "\u738b");
        theTask();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "status=dead",
                "to=2026-01-01T00:00:00Z",
                "message=x",
                "message=1&status=dead",
                "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
                "from=2026-02-01T00:00:00Z&status=waiting",
                "controlId=123456789012345678901"
            })
    void what_cannot_be_understood_is_refused(String asked) {
        var parts = Arrays.stream(asked.split("&"))
                .filter(each -> !each.isEmpty())
                .map(each -> each.split("=", 2))
                .map(each -> part(each[0], value(each[0], each[1])))
                .toArray(Parameters.ParametersParameterComponent[]::new);

        assertThat(resend(parts).status()).isEqualTo(400);
    }

    private static Type value(String name, String text) {
        return switch (name) {
            case "from", "to" -> new InstantType(text);
            case "status" -> new CodeType(text);
            default -> new StringType(text);
        };
    }

    @Test
    void whoever_lacks_the_permission_or_a_scope_or_is_of_another_tenant_sends_nothing(Hospital hospital) {
        var asked = new Parameters().addParameter(part("from", new InstantType(Date.from(begin))));
        var here = hospital.asDemo()
                .create(aDestination(receiver.address(), "patients").setStatus(Endpoint.EndpointStatus.OFF))
                .getIdElement()
                .getIdPart();

        assertThat(hospital.asMigrator()
                        .post("/Endpoint/" + here + "/$resend", asked)
                        .status())
                .isEqualTo(403);
        assertThat(hospital.withScope("system/Endpoint.rs")
                        .post("/Endpoint/" + here + "/$resend", asked)
                        .status())
                .isEqualTo(403);
        assertThat(hospital.anonymous()
                        .post("/Endpoint/" + here + "/$resend", asked)
                        .status())
                .isEqualTo(401);
        assertThat(hospital.asDemo().post("/Endpoint/" + id + "/$resend", asked).status())
                .isEqualTo(404);
        assertThat(hospital.asDemo()
                        .post("/Endpoint/" + here + "/$resend", asked)
                        .status())
                .isEqualTo(200);
        hospital.asDemo().delete("/Endpoint/" + here);
    }

    private Answer resend(Parameters.ParametersParameterComponent... parts) {
        var asked = new Parameters();
        Arrays.stream(parts).forEach(asked::addParameter);
        return clinic.post("/Endpoint/" + id + "/$resend", asked);
    }

    private static Parameters.ParametersParameterComponent part(String name, Type value) {
        return new Parameters.ParametersParameterComponent(new StringType(name)).setValue(value);
    }

    private static int count(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return Integer.parseInt(answer.resource(Parameters.class)
                .getParameter("count")
                .getValue()
                .primitiveValue());
    }

    private void awaitTaken(int messages) {
        await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(receiver.taken())
                .hasSize(messages));
    }

    private void awaitSettled(Hospital hospital) {
        await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(statuses(hospital))
                .doesNotContain("waiting"));
    }

    private Task theTask() {
        var search = "Task?focus=Endpoint/" + id;
        await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(
                        clinic.search(search).getEntry())
                .hasSize(1));
        return (Task) clinic.search(search).getEntryFirstRep().getResource();
    }

    private List<String> statuses(Hospital hospital) {
        return inClinic(hospital, () -> jdbc(hospital)
                .sql("select status from openward.outbound_message where destination_id = ? order by id")
                .param(id)
                .query(String.class)
                .list());
    }

    private static JdbcClient jdbc(Hospital hospital) {
        return hospital.part(JdbcClient.class);
    }

    private static <T> T inClinic(Hospital hospital, Supplier<T> work) {
        return Acting.as(
                Caller.server(new TenantId("clinic-b"), "test"),
                () -> hospital.part(TransactionOperations.class).execute(open -> work.get()));
    }
}
