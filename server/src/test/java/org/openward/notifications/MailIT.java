package org.openward.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.notifications.Subscriber.LONG;
import static org.openward.notifications.Subscriber.aPatient;
import static org.openward.notifications.Subscriber.active;
import static org.openward.notifications.Subscriber.asking;
import static org.openward.notifications.Subscriber.results;

import ca.uhn.fhir.context.FhirContext;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.openward.testing.PostOffice;

/** R4 subscriptions by mail, as the hospital's mail server gets them. */
@HospitalTest
class MailIT {
    private final String nurse = "nurse-" + UUID.randomUUID() + "@mail.example";
    private PostOffice postOffice;
    private FhirClient demo;
    private String patient;

    @BeforeEach
    void a_patient_of_its_own(Hospital hospital) {
        postOffice = hospital.postOffice();
        demo = hospital.asDemo();
        patient = aPatient(demo);
    }

    @AfterEach
    void ended(Hospital hospital) {
        Subscriber.endAll(demo);
        Subscriber.endAll(hospital.asClinicB());
    }

    private Subscription byMail(String criteria) {
        var subscription = asking(criteria, "mailto:" + nurse);
        subscription.getChannel().setType(SubscriptionChannelType.EMAIL);
        return subscription;
    }

    private Subscription ofThePatientsResults() {
        return byMail("Observation?subject=" + patient + "&category=laboratory");
    }

    private void awaitMailed(List<String> versions) {
        await().atMost(LONG).untilAsserted(() -> assertThat(postOffice.lettersTo(nurse).stream()
                        .map(MailIT::attached)
                        .toList())
                .isEqualTo(versions));
    }

    /** The record in the letter, as type/id/_history/version. */
    private static String attached(String letter) {
        try {
            var parts = (MimeMultipart) message(letter).getContent();
            var record = parts.getBodyPart(1).getInputStream().readAllBytes();
            assertThat(parts.getBodyPart(1).getContentType()).startsWith("application/fhir+json");
            return FhirContext.forR4Cached()
                    .newJsonParser()
                    .parseResource(new String(record, StandardCharsets.UTF_8))
                    .getIdElement()
                    .toUnqualified()
                    .getValue();
        } catch (IOException | MessagingException unreadable) {
            throw new AssertionError(letter, unreadable);
        }
    }

    private static MimeMessage message(String letter) throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(letter.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_result_is_mailed_once_as_an_attachment_in_the_order_of_the_writes() throws Exception {
        active(demo, ofThePatientsResults());

        var versions = results(demo, patient, 3);

        // The next one follows when the one before is acknowledged, so what was mailed twice would be here twice.
        awaitMailed(versions);
        var message = message(postOffice.lettersTo(nurse).get(0));
        assertThat(message.getSubject()).isEqualTo("News from the hospital");
        assertThat(((MimeMultipart) message.getContent())
                        .getBodyPart(0)
                        .getContent()
                        .toString())
                .isEqualToIgnoringNewLines("There is something new that this address is subscribed to.");
    }

    @Test
    void without_a_payload_the_mail_says_only_that_there_is_something_new() throws Exception {
        var asked = ofThePatientsResults();
        asked.getChannel().setPayload(null);
        active(demo, asked);

        results(demo, aPatient(demo), 1);
        results(demo, patient, 1);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(postOffice.lettersTo(nurse)).isNotEmpty());
        assertThat(postOffice.lettersTo(nurse)).hasSize(1);
        assertThat(message(postOffice.lettersTo(nurse).get(0)).getContent().toString())
                .isEqualToIgnoringNewLines("There is something new that this address is subscribed to.");
    }

    @Test
    @FullRun
    void what_the_mail_server_refuses_for_a_while_is_mailed_once_when_it_takes_mail_again() {
        active(demo, ofThePatientsResults());
        postOffice.refuse(nurse);

        var versions = results(demo, patient, 3);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(postOffice.refusedTo(nurse)).isGreaterThan(1));
        assertThat(postOffice.lettersTo(nurse)).isEmpty();
        postOffice.take(nurse);

        awaitMailed(versions);
    }

    @Test
    void another_tenants_records_are_never_mailed(Hospital hospital) {
        var clinic = hospital.asClinicB();
        active(clinic, byMail("Observation?code=718-7"));

        results(demo, patient, 2);
        var own = results(clinic, aPatient(clinic), 1);

        // Told in the order of the writes: the other tenant's would be before it.
        awaitMailed(own);
    }

    @Test
    void nobody_subscribes_an_address_that_the_hospital_does_not_write_to() {
        for (var elsewhere : List.of("mailto:nurse@elsewhere.example", "nurse@mail.example", "mailto:@mail.example")) {
            var asked = ofThePatientsResults();
            asked.getChannel().setEndpoint(elsewhere);

            var answer = demo.post("/Subscription", asked);

            assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
            assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).contains("mailto:");
        }
    }
}
