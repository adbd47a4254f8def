package org.openward.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.notifications.Subscriber.LONG;
import static org.openward.notifications.Subscriber.aPatient;
import static org.openward.notifications.Subscriber.active;
import static org.openward.notifications.Subscriber.asking;
import static org.openward.notifications.Subscriber.awaitStatus;
import static org.openward.notifications.Subscriber.result;
import static org.openward.notifications.Subscriber.results;

import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.SearchParameter;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.transaction.support.TransactionTemplate;

/** R4 subscriptions by rest-hook, told to a receiver of the test. */
@HospitalTest
class RestHookIT {
    private final Receiver receiver = new Receiver();
    private FhirClient demo;
    private String patient;

    RestHookIT() throws IOException {}

    @BeforeEach
    void a_patient_of_its_own(Hospital hospital) {
        demo = hospital.asDemo();
        patient = aPatient(demo);
    }

    @AfterEach
    void closed(Hospital hospital) {
        Subscriber.endAll(demo);
        Subscriber.endAll(hospital.asClinicB());
        receiver.close();
    }

    private Subscription toThePatientsResults() {
        return asking("Observation?subject=" + patient + "&category=laboratory", receiver.address());
    }

    private void awaitTold(List<String> versions) {
        await().atMost(LONG).untilAsserted(() -> assertThat(receiver.versions()).isEqualTo(versions));
    }

    @Test
    void a_result_is_put_where_the_receiver_keeps_it_in_the_order_of_the_writes() {
        active(demo, toThePatientsResults());

        var versions = new ArrayList<>(results(demo, patient, 5));
        var first = demo.read(Observation.class, versions.get(0).split("/", 3)[1]);
        demo.put(
                "/" + first.getIdElement().toUnqualifiedVersionless().getValue(),
                first.setIssued(null).setCode(first.getCode().setText("again")));
        versions.add(versions.get(0).replace("_history/1", "_history/2"));

        awaitTold(versions);
        assertThat(receiver.acknowledged()).allSatisfy(one -> {
            assertThat(one.method()).isEqualTo("PUT");
            assertThat(one.path()).startsWith("/hook/Observation/");
            assertThat(one.headers().getFirst("Content-Type")).startsWith("application/fhir+json");
        });
    }

    @FullRun
    @Test
    void without_a_payload_only_the_fact_is_told_and_other_records_are_not() {
        var asked = toThePatientsResults();
        asked.getChannel().setPayload(null);
        active(demo, asked);

        demo.create(result(aPatient(demo)));
        demo.create(result(patient));

        // Told in the order of the writes, so what was told of the other patient would be here first.
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(receiver.acknowledged()).isNotEmpty());
        assertThat(receiver.acknowledged()).hasSize(1);
        assertThat(receiver.acknowledged().get(0).method()).isEqualTo("POST");
        assertThat(receiver.acknowledged().get(0).body()).isEmpty();
    }

    @Test
    void a_receiver_that_fails_for_a_while_is_told_everything_in_order_when_it_is_well_again() {
        active(demo, toThePatientsResults());
        receiver.is(Receiver.Mood.BROKEN);

        var versions = results(demo, patient, 4);
        await().atMost(LONG).untilAsserted(() -> assertThat(receiver.refused()).hasSizeGreaterThan(1));
        receiver.is(Receiver.Mood.WELL);

        awaitTold(versions);
        assertThat(receiver.refused())
                .extracting(Receiver.Received::path)
                .allMatch(path -> path.contains(versions.get(0).split("/", 3)[1]));
    }

    @FullRun
    @Test
    void a_receiver_that_does_not_answer_in_time_is_tried_again() {
        active(demo, toThePatientsResults());
        receiver.is(Receiver.Mood.SLOW);

        var versions = results(demo, patient, 2);
        await().atMost(LONG).untilAsserted(() -> assertThat(receiver.refused()).isNotEmpty());
        receiver.is(Receiver.Mood.WELL);

        awaitTold(versions);
    }

    @FullRun
    @Test
    void a_dead_receiver_delays_no_other() throws IOException {
        try (var dead = new Receiver()) {
            dead.is(Receiver.Mood.SLOW);
            for (int subscription = 0; subscription < 3; subscription++) {
                demo.create(asking("Observation?subject=" + patient, dead.address()));
            }
            active(demo, toThePatientsResults());
            var versions = results(demo, patient, 3);

            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(receiver.versions()).isEqualTo(versions));
        }
    }

    @Test
    void of_what_sixteen_write_at_once_each_is_told_once_and_numbered_without_gaps(Hospital hospital)
            throws InterruptedException {
        var id = active(demo, toThePatientsResults());

        var written = AtOnce.all(16, person -> () -> results(demo, patient, 5)).stream()
                .flatMap(outcome -> outcome.result().stream())
                .flatMap(List::stream)
                .toList();

        assertThat(written).hasSize(80);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(receiver.acknowledged()).hasSize(80));
        assertThat(receiver.versions()).containsExactlyInAnyOrderElementsOf(written);
        assertThat(numbers(hospital, id))
                .isEqualTo(LongStream.rangeClosed(1, 80).boxed().toList());
    }

    private static List<Long> numbers(Hospital hospital, String subscription) {
        return Acting.as(server(), () -> hospital.part(JdbcClient.class)
                .sql("select number from openward.subscription_event where subscription_id = ? order by number")
                .param(subscription)
                .query(Long.class)
                .list());
    }

    private static Caller server() {
        return Caller.server(TenantId.DEFAULT, "test");
    }

    @Test
    void every_way_to_write_tells() {
        active(demo, toThePatientsResults());

        var id = demo.create(result(patient)).getIdElement().getIdPart();
        assertThat(demo.send(
                                "PATCH",
                                "/Observation/" + id,
                                "[{\"op\":\"add\",\"path\":\"/note\",\"value\":[{\"text\":\"patched\"}]}]",
                                "Content-Type",
                                "application/json-patch+json")
                        .status())
                .isEqualTo(200);
        var conditional = result(patient)
                .addIdentifier(new Identifier().setValue(UUID.randomUUID().toString()));
        assertThat(demo.put(
                                "/Observation?identifier="
                                        + conditional.getIdentifierFirstRep().getValue(),
                                conditional)
                        .status())
                .isEqualTo(201);
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        for (int entry = 0; entry < 3; entry++) {
            bundle.addEntry()
                    .setResource(result(patient))
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Observation");
        }
        assertThat(demo.transact(bundle).status()).isEqualTo(200);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(receiver.acknowledged()).hasSize(6));
        assertThat(receiver.versions().get(1)).isEqualTo("Observation/" + id + "/_history/2");
    }

    @FullRun
    @Test
    void what_is_rolled_back_is_not_told() {
        active(demo, toThePatientsResults());
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(result(patient))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Observation");
        bundle.addEntry()
                .setResource(result("Patient/does-not-exist"))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Observation");

        assertThat(demo.transact(bundle).status()).isBetween(400, 499);
        var after = results(demo, patient, 1);

        awaitTold(after);
    }

    @FullRun
    @Test
    void a_subscription_that_is_off_or_deleted_tells_nothing_more() throws IOException {
        var off = active(demo, toThePatientsResults());
        var deleted = active(demo, toThePatientsResults());
        demo.put("/Subscription/" + off, demo.read(Subscription.class, off).setStatus(SubscriptionStatus.OFF));
        assertThat(demo.delete("/Subscription/" + deleted).status()).isEqualTo(200);

        try (var other = new Receiver()) {
            active(demo, asking("Observation?subject=" + patient, other.address()));
            var versions = results(demo, patient, 2);

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(other.versions()).isEqualTo(versions));
        }
        assertThat(receiver.acknowledged()).isEmpty();
    }

    @Test
    void a_subscriber_hears_only_of_what_its_token_lets_it_see(Hospital hospital) {
        var laboratory = hospital.withScope("system/Subscription.cruds system/Observation.rs?category=laboratory");
        active(laboratory, asking("Observation?subject=" + patient, receiver.address()));

        var hidden = result(patient);
        hidden.getCategoryFirstRep().getCodingFirstRep().setCode("vital-signs");
        demo.create(hidden);
        var seen = results(demo, patient, 1);

        awaitTold(seen);
    }

    @Test
    void who_may_not_read_a_type_cannot_subscribe_to_it(Hospital hospital) {
        for (var scope :
                List.of("system/Subscription.cruds system/Patient.rs", "system/Subscription.c system/Observation.s")) {
            var answer = hospital.withScope(scope).post("/Subscription", toThePatientsResults());

            assertThat(answer.status()).as(scope).isEqualTo(403);
        }
    }

    @Test
    void a_subscriber_whose_registration_is_cut_hears_nothing_more(Hospital hospital) {
        var register = hospital.part(RegisteredClientRepository.class);
        var model = register.findByClientId("demo");
        var name = "subscriber-" + UUID.randomUUID();
        var client = RegisteredClient.from(Objects.requireNonNull(model))
                .id(name)
                .clientId(name)
                .clientSecret("{noop}" + name)
                .build();
        register.save(client);
        var subscriber = FhirClient.withToken(hospital.root(), "/fhir", name, name, "system/*.cruds");
        var id = active(subscriber, toThePatientsResults());

        register.save(RegisteredClient.from(client)
                .scopes(scopes -> {
                    scopes.clear();
                    scopes.add("system/Patient.rs");
                })
                .build());
        results(demo, patient, 1);

        awaitStatus(demo, id, SubscriptionStatus.ERROR);
        assertThat(demo.read(Subscription.class, id).getError()).contains("no longer registered");
        assertThat(receiver.acknowledged()).isEmpty();
    }

    @Test
    @FullRun
    void a_subscription_that_nobody_can_read_any_more_is_in_error_until_it_is_asked_for_anew(Hospital hospital) {
        var name = "tone-" + UUID.randomUUID().toString().substring(0, 8);
        var parameter = demo.create(tone(name)).getIdElement().getIdPart();
        hospital.part(ISearchParamRegistry.class).forceRefresh();
        var heard = active(demo, asking("Basic?" + name + "=loud", receiver.address()));
        var others = active(demo, asking("Basic?subject=" + patient, receiver.address()));

        assertThat(demo.delete("/SearchParameter/" + parameter).status()).isEqualTo(200);
        hospital.part(ISearchParamRegistry.class).forceRefresh();
        demo.create(loud());

        awaitStatus(demo, heard, SubscriptionStatus.ERROR);
        assertThat(demo.read(Subscription.class, heard).getError()).contains("cannot look for");
        assertThat(demo.get("/Subscription/" + heard + "/$status").body()).contains("cannot look for");
        assertThat(demo.read(Subscription.class, others).getStatus()).isEqualTo(SubscriptionStatus.ACTIVE);
        var anew = demo.read(Subscription.class, heard).setStatus(SubscriptionStatus.REQUESTED);
        assertThat(demo.put("/Subscription/" + heard, anew).status()).isEqualTo(422);
        demo.put("/Subscription/" + heard, anew.setCriteria("Basic?subject=" + patient));
        awaitStatus(demo, heard, SubscriptionStatus.ACTIVE);
        assertThat(demo.read(Subscription.class, heard).hasError()).isFalse();
    }

    private static SearchParameter tone(String name) {
        var parameter = new SearchParameter();
        parameter
                .setUrl("https://site.example/" + name)
                .setName(name)
                .setCode(name)
                .setStatus(PublicationStatus.ACTIVE)
                .setType(SearchParamType.STRING)
                .setExpression("Basic.code.text")
                .addBase("Basic");
        return parameter;
    }

    private Basic loud() {
        return new Basic().setCode(new CodeableConcept().setText("loud")).setSubject(new Reference(patient));
    }

    @Test
    void another_tenants_records_are_never_told(Hospital hospital) {
        var clinic = hospital.asClinicB();
        active(clinic, asking("Observation?code=718-7", receiver.address()));

        results(demo, patient, 2);
        var own = results(clinic, aPatient(clinic), 1);

        // Told in the order of the writes: the other tenant's would be before it.
        awaitTold(own);
    }

    @Test
    @FullRun
    void a_receiver_that_fails_too_long_stops_its_subscription_until_it_is_replayed() {
        var id = active(demo, toThePatientsResults());
        receiver.is(Receiver.Mood.BROKEN);

        var versions = results(demo, patient, 3);
        awaitStatus(demo, id, SubscriptionStatus.ERROR);
        receiver.is(Receiver.Mood.WELL);
        var replayed = demo.send("POST", "/Subscription/" + id + "/$replay", null);

        assertThat(replayed.status()).as(replayed.toString()).isEqualTo(200);
        awaitTold(versions);
        var again = demo.send(
                "POST",
                "/Subscription/" + id + "/$replay",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"from\",\"valuePositiveInt\":9}]}");
        assertThat(again.status()).isEqualTo(422);
    }

    @Test
    @FullRun
    void what_a_dead_worker_had_begun_is_told_by_another_when_its_lease_ends(Hospital hospital) {
        var id = active(demo, toThePatientsResults());
        var book = hospital.part(SubscriptionBook.class);
        var claimed = Acting.as(server(), () -> hospital.part(TransactionTemplate.class)
                .execute(open -> book.claim(id, "active", "dead", Duration.ofSeconds(4))));
        assertThat(claimed).isPresent();

        var versions = results(demo, patient, 2);

        assertThat(receiver.acknowledged()).isEmpty();
        awaitTold(versions);
    }

    @FullRun
    @Test
    void header_values_are_sent_but_shown_to_nobody() {
        var asked = toThePatientsResults();
        asked.getChannel().addHeader("Authorization: Bearer very-secret");
        var id = active(demo, asked);
        var shown = demo.read(Subscription.class, id);

        results(demo, patient, 1);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(receiver.acknowledged()).hasSize(1));
        var kept = demo.put(
                "/Subscription/" + id,
                shown.setStatus(SubscriptionStatus.REQUESTED).setReason("again"));
        var elsewhere = shown.copy();
        elsewhere.getChannel().setEndpoint("https://elsewhere.example.org/hook");
        var stolen = demo.put("/Subscription/" + id, elsewhere);
        awaitStatus(demo, id, SubscriptionStatus.ACTIVE);
        results(demo, patient, 1);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(receiver.acknowledged()).hasSize(2));
        assertThat(receiver.acknowledged())
                .allMatch(one -> "Bearer very-secret".equals(one.headers().getFirst("Authorization")));
        assertThat(kept.status()).isEqualTo(200);
        assertThat(stolen.status()).isEqualTo(422);
        assertThat(demo.get("/Subscription/" + id + "/_history").body())
                .contains("kept secret")
                .doesNotContain("very-secret");
    }

    @Test
    void what_the_server_does_not_do_is_refused() {
        assertRefused("Nonsense?code=1", receiver.address());
        assertRefused("Observation?nonsense=1", receiver.address());
        assertRefused("Observation?code=", receiver.address());
        assertRefused("Observation?date=yesterday", receiver.address());
        assertRefused("Observation?status:exact=final", receiver.address());
        assertRefused("Observation?subject:Patient.name=x", receiver.address());
        assertRefused("Patient?_has:Observation:patient:code=718-7", receiver.address());
        assertRefused("Observation?_lastUpdated=gt2020-01-01", receiver.address());
        assertRefused("CodeSystem?url=x", receiver.address());
        assertRefused("AuditEvent?", receiver.address());
        assertRefused("https://example.org/no-such-topic", receiver.address());
        for (var inside : List.of(
                "https://localhost/hook",
                "https://10.0.0.1/hook",
                "https://169.254.169.254/latest",
                "http://receiver.example.org/hook",
                "https://user:secret@receiver.example.org/hook",
                "https://[::1]/hook",
                "not an address")) {
            assertRefused("Observation?code=718-7", inside);
        }
    }

    private void assertRefused(String criteria, String endpoint) {
        var answer = demo.post("/Subscription", asking(criteria, endpoint));

        assertThat(answer.status()).as(criteria + " " + endpoint + " " + answer).isEqualTo(422);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).isNotBlank();
    }

    @Test
    void a_channel_header_or_status_that_is_not_for_clients_is_refused() {
        var message = toThePatientsResults();
        message.getChannel().setType(Subscription.SubscriptionChannelType.MESSAGE);
        var host = toThePatientsResults();
        host.getChannel().addHeader("Host: inside");
        var noHeader = toThePatientsResults();
        noHeader.getChannel().addHeader("nonsense");
        var active = toThePatientsResults().setStatus(SubscriptionStatus.ACTIVE);
        var picture = toThePatientsResults();
        picture.getChannel().setPayload("image/png");

        var mail = toThePatientsResults();
        mail.getChannel().setType(Subscription.SubscriptionChannelType.EMAIL).setEndpoint("mailto:nurse@ward.test");

        for (var refused : List.of(message, host, noHeader, active, picture, mail)) {
            assertThat(demo.post("/Subscription", refused).status()).isEqualTo(422);
        }
    }
}
