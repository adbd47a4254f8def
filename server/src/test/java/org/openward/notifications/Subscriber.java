package org.openward.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.openward.testing.FhirClient;

/** What the tests of subscriptions do again and again. */
final class Subscriber {
    static final Duration LONG = Duration.ofSeconds(60);

    private Subscriber() {}

    static Subscription asking(String criteria, String endpoint) {
        var subscription = new Subscription()
                .setStatus(SubscriptionStatus.REQUESTED)
                .setReason("test")
                .setCriteria(criteria);
        subscription
                .getChannel()
                .setType(SubscriptionChannelType.RESTHOOK)
                .setEndpoint(endpoint)
                .setPayload("application/fhir+json");
        return subscription;
    }

    /** Asks and waits until it is active; gives the id. */
    static String active(FhirClient client, Subscription asked) {
        var id = client.create(asked).getIdElement().getIdPart();
        awaitStatus(client, id, SubscriptionStatus.ACTIVE);
        return id;
    }

    /** Ends what a test asked for, so that others are not counted with it. */
    static void endAll(FhirClient client) {
        client.search("Subscription?_count=500&status=active,requested,error").getEntry().stream()
                .map(entry -> entry.getResource().getIdElement().getIdPart())
                .forEach(id -> client.delete("/Subscription/" + id));
    }

    static void awaitStatus(FhirClient client, String id, SubscriptionStatus status) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> assertThat(
                        client.read(Subscription.class, id).getStatus())
                .isEqualTo(status));
    }

    static String aPatient(FhirClient client) {
        var patient = new Patient();
        patient.addName().setFamily("Subscribed");
        return "Patient/" + client.create(patient).getIdElement().getIdPart();
    }

    static Observation result(String patient) {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setSubject(new Reference(patient))
                .addCategory(new CodeableConcept(
                        new Coding("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", null)))
                .setCode(new CodeableConcept(new Coding("http://loinc.org", "718-7", null)))
                .setValue(new StringType("seen"));
    }

    /** Stores that many results of the patient one after the other; gives their names with their versions. */
    static List<String> results(FhirClient client, String patient, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> client.create(result(patient))
                        .getIdElement()
                        .toUnqualified()
                        .getValue())
                .toList();
    }
}
