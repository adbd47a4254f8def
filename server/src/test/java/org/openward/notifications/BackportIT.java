package org.openward.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.notifications.Subscriber.LONG;
import static org.openward.notifications.Subscriber.aPatient;
import static org.openward.notifications.Subscriber.active;
import static org.openward.notifications.Subscriber.asking;
import static org.openward.notifications.Subscriber.awaitStatus;

import java.io.IOException;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.notifications.terms.Backport;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Subscriptions to topics, as HL7's Subscriptions R5 Backport says them in R4. */
@HospitalTest
@FullRun
class BackportIT {
    private static final String ADMISSION = "https://openward.org/fhir/SubscriptionTopic/admission";

    private final Receiver receiver = new Receiver();
    private FhirClient demo;
    private String patient;

    BackportIT() throws IOException {}

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

    private Subscription toAdmissions(String content) {
        var asked = asking(ADMISSION, receiver.address());
        asked.getCriteriaElement().addExtension(Backport.FILTER, new StringType("Encounter?patient=" + patient));
        asked.getChannel().getPayloadElement().addExtension(Backport.CONTENT, new CodeType(content));
        return asked;
    }

    private static Encounter encounter(String patient, EncounterStatus status) {
        return new Encounter()
                .setStatus(status)
                .setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", null))
                .setSubject(new Reference(patient));
    }

    private String admit() {
        return demo.create(encounter(patient, EncounterStatus.INPROGRESS))
                .getIdElement()
                .getIdPart();
    }

    private void change(String id, EncounterStatus status) {
        var changed = encounter(patient, status);
        changed.setId("Encounter/" + id);
        assertThat(demo.put("/Encounter/" + id, changed).status()).isEqualTo(200);
    }

    private List<Bundle> notifications(String type) {
        return receiver.acknowledged().stream()
                .map(one -> one.resource(Bundle.class))
                .filter(bundle -> type.equals(said(bundle, "type")))
                .toList();
    }

    /** The notifications with so many events; a server that is busy tells several at once. */
    private List<Bundle> awaitEvents(int count) {
        await().atMost(LONG).untilAsserted(() -> assertThat(numbersOf(notifications("event-notification")))
                .hasSize(count));
        return notifications("event-notification");
    }

    private static Parameters status(Bundle notification) {
        return (Parameters) notification.getEntryFirstRep().getResource();
    }

    private static String said(Bundle notification, String name) {
        return said(status(notification), name);
    }

    private static String said(Parameters status, String name) {
        Type value = status.getParameter(name).getValue();
        return value instanceof Reference reference ? reference.getReference() : value.primitiveValue();
    }

    private static List<String> numbers(Bundle notification) {
        return status(notification).getParameters("notification-event").stream()
                .map(event -> event.getPart().get(0).getValue().primitiveValue())
                .toList();
    }

    private static List<String> numbersOf(List<Bundle> notifications) {
        return notifications.stream()
                .flatMap(bundle -> numbers(bundle).stream())
                .toList();
    }

    @Test
    void a_receiver_is_greeted_before_it_is_told() {
        var id = active(demo, toAdmissions("full-resource"));
        var encounter = admit();

        var told = awaitEvents(1).get(0);

        var greeting = notifications("handshake");
        assertThat(greeting).hasSize(1);
        assertThat(said(greeting.get(0), "status")).isEqualTo("requested");
        assertThat(said(greeting.get(0), "events-since-subscription-start")).isEqualTo("0");
        assertThat(told.getType()).isEqualTo(BundleType.HISTORY);
        assertThat(told.getMeta().hasProfile(Backport.NOTIFICATION)).isTrue();
        assertThat(status(told).getMeta().hasProfile(Backport.STATUS)).isTrue();
        assertThat(said(told, "subscription")).endsWith("/fhir/Subscription/" + id);
        assertThat(said(told, "topic")).isEqualTo(ADMISSION);
        assertThat(said(told, "status")).isEqualTo("active");
        assertThat(said(told, "events-since-subscription-start")).isEqualTo("1");
        assertThat(numbers(told)).containsExactly("1");
        assertThat(told.getEntry()).hasSize(2);
        assertThat(told.getEntry().get(1).getFullUrl()).endsWith("/fhir/Encounter/" + encounter);
        assertThat(((Encounter) told.getEntry().get(1).getResource()).getStatus())
                .isEqualTo(EncounterStatus.INPROGRESS);
    }

    @Test
    void only_the_step_that_the_topic_names_is_told() {
        active(demo, toAdmissions("full-resource"));

        var planned = demo.create(encounter(patient, EncounterStatus.PLANNED))
                .getIdElement()
                .getIdPart();
        change(planned, EncounterStatus.INPROGRESS);
        change(planned, EncounterStatus.ONLEAVE);
        demo.create(encounter(aPatient(demo), EncounterStatus.INPROGRESS));
        change(planned, EncounterStatus.FINISHED);
        var second = admit();

        var told = awaitEvents(2);
        var records = told.stream()
                .flatMap(notification -> notification.getEntry().stream().skip(1))
                .toList();
        assertThat(numbersOf(told)).containsExactly("1", "2");
        assertThat(records.get(0).getFullUrl()).endsWith(planned);
        assertThat(records.get(0).getResource().getMeta().getVersionId()).isEqualTo("2");
        assertThat(records.get(1).getFullUrl()).endsWith(second);
    }

    @Test
    void as_much_is_said_as_was_asked_for() {
        active(demo, toAdmissions("id-only"));
        var encounter = admit();

        var told = awaitEvents(1).get(0);

        assertThat(told.getEntry()).hasSize(2);
        assertThat(told.getEntry().get(1).getResource()).isNull();
        assertThat(told.getEntry().get(1).getFullUrl()).endsWith(encounter);
        assertThat(status(told).getParameter("notification-event").getPart()).hasSize(3);
    }

    @Test
    void an_empty_notification_names_no_record() {
        active(demo, toAdmissions("empty"));
        var encounter = admit();

        var told = awaitEvents(1).get(0);

        assertThat(told.getEntry()).hasSize(1);
        assertThat(numbers(told)).containsExactly("1");
        assertThat(receiver.acknowledged()).noneMatch(one -> one.body().contains(encounter));
    }

    @Test
    void what_gathered_while_the_receiver_was_away_is_told_together() {
        var asked = toAdmissions("id-only");
        asked.getChannel().addExtension(Backport.MAX_COUNT, new PositiveIntType(4));
        active(demo, asked);
        receiver.is(Receiver.Mood.BROKEN);
        for (int admission = 0; admission < 6; admission++) {
            admit();
        }
        receiver.is(Receiver.Mood.WELL);

        await().atMost(LONG).untilAsserted(() -> assertThat(numbersOf(notifications("event-notification")))
                .containsExactly("1", "2", "3", "4", "5", "6"));
        assertThat(notifications("event-notification"))
                .allMatch(bundle -> numbers(bundle).size() <= 4);
    }

    @Test
    @FullRun
    void a_silent_subscription_gives_signs_of_life() {
        var asked = toAdmissions("empty");
        asked.getChannel().addExtension(Backport.HEARTBEAT, new UnsignedIntType(5));
        active(demo, asked);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(notifications("heartbeat")).isNotEmpty());

        assertThat(said(notifications("heartbeat").get(0), "status")).isEqualTo("active");
    }

    @Test
    void a_receiver_that_does_not_answer_the_greeting_is_not_told() {
        receiver.is(Receiver.Mood.BROKEN);
        var id = demo.create(toAdmissions("empty")).getIdElement().getIdPart();

        awaitStatus(demo, id, SubscriptionStatus.ERROR);

        assertThat(demo.read(Subscription.class, id).getError())
                .contains("handshake")
                .contains("500");
        var status = demo.get("/Subscription/" + id + "/$status").resource(Bundle.class);
        assertThat(status(status).getParameter("error")).isNotNull();
    }

    @Test
    void a_subscriber_asks_how_it_stands_and_what_it_missed(Hospital hospital) {
        var id = active(demo, toAdmissions("id-only"));
        for (int admission = 0; admission < 3; admission++) {
            admit();
        }
        awaitEvents(3);

        var one = demo.get("/Subscription/" + id + "/$status").resource(Bundle.class);
        var named =
                demo.get("/Subscription/$status?id=" + id + "&status=active").resource(Bundle.class);
        var none = demo.get("/Subscription/$status?id=" + id + "&status=error").resource(Bundle.class);
        var events = demo.get("/Subscription/" + id
                        + "/$events?eventsSinceNumber=2&eventsUntilNumber=3&content=full-resource")
                .resource(Bundle.class);
        var narrow = hospital.withScope("system/Subscription.rs system/Patient.rs")
                .get("/Subscription/" + id + "/$events")
                .resource(Bundle.class);

        assertThat(one.getType()).isEqualTo(BundleType.SEARCHSET);
        assertThat(said(one, "type")).isEqualTo("query-status");
        assertThat(said(one, "events-since-subscription-start")).isEqualTo("3");
        assertThat(named.getEntry()).hasSize(1);
        assertThat(none.getEntry()).isEmpty();
        assertThat(said(events, "type")).isEqualTo("query-event");
        assertThat(numbers(events)).containsExactly("2", "3");
        assertThat(events.getEntry()).hasSize(3);
        assertThat(events.getEntry().get(2).getResource()).isInstanceOf(Encounter.class);
        assertThat(numbers(narrow)).isEmpty();
        assertThat(demo.get("/Subscription/" + id + "/$events?eventsSinceNumber=x")
                        .status())
                .isEqualTo(422);
        assertThat(hospital.withScope("system/Encounter.rs")
                        .get("/Subscription/" + id + "/$status")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_topics_news_stay_in_their_tenant(Hospital hospital) {
        var clinic = hospital.asClinicB();
        var asked = asking(ADMISSION, receiver.address());
        asked.getChannel().getPayloadElement().addExtension(Backport.CONTENT, new CodeType("id-only"));
        var id = active(clinic, asked);

        admit();
        var own = clinic.create(encounter(aPatient(clinic), EncounterStatus.INPROGRESS))
                .getIdElement()
                .getIdPart();

        var told = awaitEvents(1).get(0);
        assertThat(notifications("event-notification")).hasSize(1);
        assertThat(told.getEntry().get(1).getFullUrl()).endsWith("/fhir/clinic-b/Encounter/" + own);
        assertThat(demo.get("/Subscription/" + id + "/$status").status()).isEqualTo(404);
        assertThat(demo.get("/Subscription/" + id + "/$events").status()).isEqualTo(404);
        assertThat(demo.get("/Subscription/$status?id=" + id)
                        .resource(Bundle.class)
                        .getEntry())
                .isEmpty();
    }

    @Test
    void what_a_topic_does_not_offer_is_refused() {
        var wrongFilter = toAdmissions("empty");
        wrongFilter.getCriteriaElement().addExtension(Backport.FILTER, new StringType("Encounter?length=1"));
        var wrongType = toAdmissions("empty");
        wrongType.getCriteriaElement().addExtension(Backport.FILTER, new StringType("Patient?gender=male"));
        var wrongContent = toAdmissions("everything");
        var wrongTopic = toAdmissions("empty").setCriteria("https://openward.org/fhir/SubscriptionTopic/gossip");
        var nothingSaid = asking(ADMISSION, receiver.address());

        for (var refused : List.of(wrongFilter, wrongType, wrongContent, wrongTopic, nothingSaid)) {
            assertThat(demo.post("/Subscription", refused).status()).isEqualTo(422);
        }
    }

    @Test
    void the_topics_are_listed_in_the_capability_statement() {
        var statement = demo.get("/metadata").resource(CapabilityStatement.class);

        var listed = statement.getRestFirstRep().getResource().stream()
                .filter(resource -> resource.getType().equals("Subscription"))
                .flatMap(resource -> resource.getExtensionsByUrl(Backport.TOPIC).stream())
                .map(topic -> topic.getValue().primitiveValue())
                .toList();
        assertThat(listed).contains(ADMISSION).doesNotHaveDuplicates().hasSize(7);
    }
}
