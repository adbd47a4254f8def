package org.openward.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.notifications.Subscriber.LONG;
import static org.openward.notifications.Subscriber.aPatient;
import static org.openward.notifications.Subscriber.active;
import static org.openward.notifications.Subscriber.asking;
import static org.openward.notifications.Subscriber.results;

import ca.uhn.fhir.context.FhirContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.notifications.terms.Backport;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Subscribers who listen at a websocket. */
@HospitalTest
class WebsocketIT {
    private FhirClient demo;
    private String patient;

    @BeforeEach
    void a_patient_of_its_own(Hospital hospital) {
        demo = hospital.asDemo();
        patient = aPatient(demo);
    }

    @AfterEach
    void closed() {
        Subscriber.endAll(demo);
    }

    /** A socket and what it heard. */
    private static final class Ear implements WebSocket.Listener {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final StringBuilder begun = new StringBuilder();
        private final WebSocket socket;
        private volatile boolean closed;

        Ear(Hospital hospital, String path, @Nullable FhirClient client) {
            var builder = HttpClient.newHttpClient().newWebSocketBuilder();
            if (client != null) {
                builder.header("Authorization", "Bearer " + client.token());
            }
            var address = URI.create(hospital.root().toString().replaceFirst("http", "ws") + path);
            socket = builder.buildAsync(address, this).join();
        }

        Ear says(String text) {
            socket.sendText(text, true).join();
            return this;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            begun.append(data);
            if (last) {
                heard.add(begun.toString());
                begun.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed = true;
            return null;
        }

        Bundle bundle(int number) {
            return FhirContext.forR4Cached().newJsonParser().parseResource(Bundle.class, heard.get(number));
        }
    }

    private static void awaitHeard(Ear ear, int count) {
        await().atMost(LONG).untilAsserted(() -> assertThat(ear.heard).hasSize(count));
    }

    private static void awaitClosed(Ear ear) {
        await().atMost(LONG).untilAsserted(() -> assertThat(ear.closed).isTrue());
    }

    private Subscription atTheSocket() {
        var asked = asking("Observation?subject=" + patient, "unused");
        asked.getChannel()
                .setType(SubscriptionChannelType.WEBSOCKET)
                .setEndpoint(null)
                .setPayload(null);
        return asked;
    }

    private Subscription toFinalReports() {
        var asked = asking("https://openward.org/fhir/SubscriptionTopic/final-report", "unused");
        asked.getCriteriaElement().addExtension(Backport.FILTER, new StringType("DiagnosticReport?patient=" + patient));
        asked.getChannel().setType(SubscriptionChannelType.WEBSOCKET).setEndpoint(null);
        asked.getChannel().getPayloadElement().addExtension(Backport.CONTENT, new CodeType("full-resource"));
        return asked;
    }

    private static String token(FhirClient client, String id) {
        return client.send("POST", "/Subscription/" + id + "/$get-ws-binding-token", null)
                .resource(Parameters.class)
                .getParameter("token")
                .getValue()
                .primitiveValue();
    }

    @FullRun
    @Test
    void a_bound_socket_hears_a_ping_for_what_is_written(Hospital hospital) {
        var id = active(demo, atTheSocket());
        var ear = new Ear(hospital, "/websocket", demo).says("bind " + id);
        awaitHeard(ear, 1);

        results(demo, patient, 1);

        awaitHeard(ear, 2);
        assertThat(ear.heard).containsExactly("bound " + id, "ping " + id);
    }

    @Test
    void a_socket_bound_by_a_token_hears_the_notifications_of_a_topic(Hospital hospital) {
        var id = active(demo, toFinalReports());
        var answer = demo.send("POST", "/Subscription/" + id + "/$get-ws-binding-token", null)
                .resource(Parameters.class);
        var ear = new Ear(hospital, "/websocket", null)
                .says("bind-with-token "
                        + answer.getParameter("token").getValue().primitiveValue());
        awaitHeard(ear, 1);

        var report = new DiagnosticReport()
                .setStatus(DiagnosticReportStatus.FINAL)
                .setSubject(new Reference(patient))
                .setCode(new CodeableConcept().setText("count"));
        demo.create(report);

        awaitHeard(ear, 2);
        assertThat(answer.getParameter("websocket-url").getValue().primitiveValue())
                .startsWith("ws://")
                .endsWith("/websocket");
        assertThat(said(ear.bundle(0))).isEqualTo("handshake");
        assertThat(said(ear.bundle(1))).isEqualTo("event-notification");
        assertThat(ear.bundle(1).getEntry().get(1).getResource().fhirType()).isEqualTo("DiagnosticReport");
    }

    private static String said(Bundle notification) {
        var status = (Parameters) notification.getEntryFirstRep().getResource();
        return status.getParameter("type").getValue().primitiveValue();
    }

    @Test
    void a_token_binds_once(Hospital hospital) {
        var id = active(demo, atTheSocket());
        var token = token(demo, id);
        awaitHeard(new Ear(hospital, "/websocket", null).says("bind-with-token " + token), 1);

        var second = new Ear(hospital, "/websocket", null).says("bind-with-token " + token);

        awaitClosed(second);
        assertThat(second.heard).isEmpty();
    }

    @Test
    void nobody_listens_to_anothers_subscription(Hospital hospital) {
        var id = active(demo, atTheSocket());
        var other = hospital.asMigrator();

        assertThat(other.send("POST", "/Subscription/" + id + "/$get-ws-binding-token", null)
                        .status())
                .isEqualTo(403);
        assertThat(hospital.asClinicB()
                        .send("POST", "/Subscription/" + id + "/$get-ws-binding-token", null)
                        .status())
                .isEqualTo(404);
        for (var stranger : List.of(
                new Ear(hospital, "/websocket", other).says("bind " + id),
                new Ear(hospital, "/websocket", null).says("bind " + id),
                new Ear(hospital, "/websocket", hospital.asClinicB()).says("bind " + id),
                new Ear(hospital, "/websocket/clinic-b", demo).says("bind " + id),
                new Ear(hospital, "/websocket", demo).says("hello"),
                new Ear(hospital, "/websocket", demo).says("bind-with-token nonsense"))) {
            awaitClosed(stranger);
            assertThat(stranger.heard).isEmpty();
        }
    }

    @FullRun
    @Test
    void a_socket_is_closed_when_its_subscription_is_off(Hospital hospital) {
        var id = active(demo, atTheSocket());
        var ear = new Ear(hospital, "/websocket", demo).says("bind " + id);
        awaitHeard(ear, 1);

        demo.put("/Subscription/" + id, demo.read(Subscription.class, id).setStatus(SubscriptionStatus.OFF));

        awaitClosed(ear);
    }
}
