package org.openward.notifications.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.identity.letters.LetterNotTaken;
import org.openward.identity.letters.PersonalLetter;
import org.openward.notifications.carriers.NotDelivered.Hope;
import org.openward.notifications.terms.MailSettings;
import org.openward.notifications.terms.MailSettings.Protection;
import org.openward.notifications.terms.Terms;
import org.openward.notifications.terms.Terms.Channel;
import org.openward.notifications.terms.Terms.Kind;
import org.openward.notifications.terms.Terms.Subscriber;
import org.openward.security.KeptGrant;
import org.openward.tenancy.Caller;
import org.openward.testing.PostOffice;

/** Mail as a small mail server of the test gets it. */
class MailTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Letter LETTER =
            new Letter("PUT", "/Patient/1", "application/fhir+json", "{\"resourceType\":\"Patient\"}");

    private PostOffice postOffice;

    @BeforeEach
    void open() {
        postOffice = new PostOffice();
    }

    @AfterEach
    void close() throws IOException {
        postOffice.close();
    }

    private Mail mail(Protection protection, String... recipients) {
        return new Mail(settings(protection, recipients), CLOCK);
    }

    private MailSettings settings(Protection protection, String... recipients) {
        return new MailSettings(
                "127.0.0.1", postOffice.port(), protection, null, null, "openward@hospital.test", List.of(recipients));
    }

    @Test
    void a_letter_to_one_person_goes_where_he_gets_mail() throws LetterNotTaken {
        var letters = new PersonalMail(settings(Protection.NONE), CLOCK);

        letters.post(new PersonalLetter("meera@home.test", "Your code", "7K2M-99XA-0QPD"));

        assertThat(letters.isOpen()).isTrue();
        assertThat(postOffice.heard()).contains("RCPT TO:<meera@home.test>", "Subject: Your code", "7K2M-99XA-0QPD");
    }

    @Test
    void a_letter_that_is_not_taken_says_so_and_not_to_whom_it_was() {
        postOffice.refuse("meera@home.test");

        assertThatThrownBy(() -> new PersonalMail(settings(Protection.NONE), CLOCK)
                        .post(new PersonalLetter("meera@home.test", "Your code", "7K2M-99XA-0QPD")))
                .isInstanceOf(LetterNotTaken.class)
                .hasMessageNotContaining("meera");
    }

    private static Terms to(String endpoint) {
        return new Terms(
                "Patient",
                "Patient",
                null,
                List.of("Patient"),
                new Channel(Kind.EMAIL, endpoint, List.of(), "application/fhir+json", null, 0, 0, 1),
                new Subscriber(new KeptGrant(Caller.Kind.CLIENT, "app", List.of(), null), ""));
    }

    @Test
    void a_letter_is_handed_over_with_the_record_attached() throws NotDelivered {
        mail(Protection.NONE, "ward.test").carry(to("mailto:nurse@ward.test"), LETTER, PATIENCE);

        assertThat(postOffice.heard())
                .contains(
                        "MAIL FROM:<openward@hospital.test>",
                        "RCPT TO:<nurse@ward.test>",
                        "Subject: News from the hospital")
                .anyMatch(line -> line.contains("filename=notification.json"))
                .anyMatch(line -> line.contains("\"resourceType\":\"Patient\""));
    }

    @Test
    void without_a_payload_the_mail_says_only_that_there_is_something() throws NotDelivered {
        mail(Protection.NONE, "nurse@ward.test").carry(to("mailto:nurse@ward.test"), Letter.empty(), PATIENCE);

        assertThat(postOffice.heard())
                .anyMatch(line -> line.startsWith("There is something new"))
                .noneMatch(line -> line.contains("Patient"));
    }

    @Test
    void what_the_mail_server_does_not_take_is_tried_again_later() {
        postOffice.refuse("nurse@ward.test");

        assertThatThrownBy(
                        () -> mail(Protection.NONE, "ward.test").carry(to("mailto:nurse@ward.test"), LETTER, PATIENCE))
                .isInstanceOfSatisfying(NotDelivered.class, failure -> assertThat(failure.hope())
                        .isEqualTo(Hope.LATER))
                .hasMessageNotContaining("nurse");
    }

    @Test
    void nothing_is_said_in_the_open_when_protection_is_asked_for() {
        assertThatThrownBy(() ->
                        mail(Protection.STARTTLS, "ward.test").carry(to("mailto:nurse@ward.test"), LETTER, PATIENCE))
                .isInstanceOf(NotDelivered.class);
        assertThat(postOffice.heard()).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void nobody_else_is_written_to() {
        assertThatThrownBy(() -> mail(Protection.NONE, "ward.test", "other@elsewhere.test")
                        .carry(to("mailto:nurse@elsewhere.test"), LETTER, PATIENCE))
                .isInstanceOfSatisfying(NotDelivered.class, failure -> assertThat(failure.hope())
                        .isEqualTo(Hope.NEVER));
        assertThat(postOffice.heard()).isEmpty();
    }
}
