package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.AuditEvent;
import org.junit.jupiter.api.Test;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Each test comes from an address of its own, so that its visits are not counted together with others'. */
@HospitalTest
class AtTheDoorIT {
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final Pattern COOKIE = Pattern.compile("Set-Cookie: (openward-csrf=[^;]+)");

    private final byte[] ownAddress = {127, number(), number(), number()};
    private final String address = "127." + ownAddress[1] + "." + ownAddress[2] + "." + ownAddress[3];
    private final Hospital hospital;

    AtTheDoorIT(Hospital hospital) {
        this.hospital = hospital;
    }

    @Test
    void a_request_without_a_token_leaves_an_event() throws IOException {
        var answer = send("GET /fhir/Patient?family=Secret", "X-Request-Id: knock-without-token", "");

        var event = only(hospital.asDemo());
        assertThat(answer).startsWith("HTTP/1.1 401");
        assertThat(event.getType().getCode()).isEqualTo("rest");
        assertThat(event.getOutcome().toCode()).isEqualTo("4");
        assertThat(event.getOutcomeDesc()).isEqualTo("HTTP 401: No access token.");
        assertThat(text(event))
                .contains("knock-without-token", "anonymous", address)
                .doesNotContain("Secret");
    }

    @Test
    void a_forged_token_leaves_an_event_without_the_token() throws IOException {
        send("GET /fhir/Patient", "Authorization: Bearer for.ged.token", "");

        var event = only(hospital.asDemo());
        assertThat(event.getOutcomeDesc()).startsWith("HTTP 401: The access token is not valid");
        assertThat(text(event)).doesNotContain("for.ged");
    }

    @Test
    void a_token_of_another_tenant_leaves_an_event_in_the_tenant_it_knocked_at() throws IOException {
        var token = hospital.asDemo().token();

        var answer = send("GET /fhir/clinic-b/Patient", "Authorization: Bearer " + token, "");

        var event = only(hospital.asClinicB());
        assertThat(answer).startsWith("HTTP/1.1 403");
        assertThat(event.getOutcomeDesc()).startsWith("HTTP 403: The token is not for the tenant");
        assertThat(event.getAgentFirstRep().getName()).isEqualTo("demo");
        assertThat(events(hospital.asDemo())).isEmpty();
    }

    @Test
    void an_issued_token_leaves_an_event_with_client_grant_and_scope() throws IOException {
        var answer = askForToken("demo-secret");

        var event = only(hospital.asDemo());
        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(event.getType().getCode()).isEqualTo("110114");
        assertThat(event.getOutcome().toCode()).isEqualTo("0");
        assertThat(event.getAgentFirstRep().getName()).isEqualTo("demo");
        assertThat(asked(event))
                .isEqualTo("POST /oauth2/token client_id=demo grant_type=client_credentials scope=system/Patient.rs");
        assertThat(text(event)).doesNotContain("demo-secret", "eyJ");
    }

    @Test
    void a_wrong_secret_leaves_an_event_without_the_secret() throws IOException {
        var answer = askForToken("guessed-secret");

        var event = only(hospital.asDemo());
        assertThat(answer).startsWith("HTTP/1.1 401").contains("invalid_client");
        assertThat(event.getOutcome().toCode()).isEqualTo("4");
        assertThat(event.getOutcomeDesc()).isEqualTo("invalid_client");
        assertThat(event.getAgentFirstRep().getName()).isEqualTo("demo");
        assertThat(text(event)).doesNotContain("guessed-secret");
    }

    @Test
    void a_login_leaves_an_event() throws IOException {
        var nurse = nurse();

        var answer = login(nurse, "her+password");

        var event = only(hospital.asDemo());
        assertThat(answer).startsWith("HTTP/1.1 302").doesNotContain("/login?error");
        assertThat(event.getSubtypeFirstRep().getCode()).isEqualTo("110122");
        assertThat(event.getOutcome().toCode()).isEqualTo("0");
        assertThat(text(event)).contains(nurse).doesNotContain("password");
    }

    @Test
    void a_failed_login_leaves_an_event_without_the_password() throws IOException {
        var nurse = nurse();

        var answer = login(nurse, "guessed-word");

        var event = only(hospital.asDemo());
        assertThat(answer).startsWith("HTTP/1.1 302").contains("/login?error");
        assertThat(send("GET /login?error", "Accept: text/html", "")).startsWith("HTTP/1.1 200");
        assertThat(event.getSubtypeFirstRep().getCode()).isEqualTo("110122");
        assertThat(event.getOutcome().toCode()).isEqualTo("4");
        assertThat(text(event)).contains(nurse).doesNotContain("guessed-word");
    }

    private String nurse() {
        var name = "nurse-" + UUID.randomUUID();
        var password = hospital.part(PasswordEncoder.class).encode("her password");
        hospital.part(People.class)
                .admit(new Person(
                        name,
                        password,
                        List.of("user/*.rs"),
                        List.of(),
                        List.of("default"),
                        Optional.empty(),
                        Optional.empty()));
        return name;
    }

    private String askForToken(String secret) throws IOException {
        var form = "grant_type=client_credentials&client_id=demo&client_secret=" + secret + "&scope=system/Patient.rs";
        return send("POST /oauth2/token", "Accept: application/json", form);
    }

    private String login(String person, String password) throws IOException {
        var page = send("GET /login", "Accept: text/html", "");
        var form = "username=" + person + "&password=" + password + "&_csrf=" + found(CSRF, page);
        return send("POST /login", "Cookie: " + found(COOKIE, page), form);
    }

    private static String found(Pattern pattern, String page) {
        var found = pattern.matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }

    private String send(String line, String header, String form) throws IOException {
        var port = hospital.root().getPort();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByAddress(ownAddress), 0)) {
            var head = line + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n" + header
                    + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length();
            socket.getOutputStream().write((head + "\r\n\r\n" + form).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<AuditEvent> events(FhirClient reader) {
        return reader.search("AuditEvent?address=" + address).getEntry().stream()
                .map(entry -> (AuditEvent) entry.getResource())
                .toList();
    }

    private AuditEvent only(FhirClient reader) {
        var events = events(reader);
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static String asked(AuditEvent event) {
        return event.getEntity().stream()
                .filter(AuditEvent.AuditEventEntityComponent::hasQuery)
                .map(entity -> new String(entity.getQuery(), StandardCharsets.UTF_8))
                .findAny()
                .orElse("");
    }

    private static String text(AuditEvent event) {
        return FhirContext.forR4Cached().newJsonParser().encodeResourceToString(event) + asked(event);
    }

    private static byte number() {
        return (byte) ThreadLocalRandom.current().nextInt(2, 127);
    }
}
