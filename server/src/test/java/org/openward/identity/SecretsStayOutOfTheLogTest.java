package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.identity.launch.Ehr;
import org.slf4j.LoggerFactory;

class SecretsStayOutOfTheLogTest {
    private final Gate gate = new Gate();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<String> secrets = new ArrayList<>();

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    @BeforeEach
    void everything_of_ours_is_logged() {
        Gate.server();
        logger("org.openward").setLevel(Level.TRACE);
        logger("org.springframework.security").setLevel(Level.INFO);
        log.start();
        logger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(log);
    }

    @AfterEach
    void as_before() {
        logger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(log);
        logger("org.openward").setLevel(Level.INFO);
        logger("org.springframework.security").setLevel(null);
    }

    private String secret(String kind) {
        var secret = kind + "-" + UUID.randomUUID();
        secrets.add(secret);
        return secret;
    }

    @Test
    void no_secret_that_anybody_shows_at_the_door_is_logged() {
        var token = gate.token("demo", "demo-secret", "system/Patient.rs");
        secrets.add(token.text("access_token"));
        secrets.add("demo-secret");
        gate.get("/fhir/Patient", "Authorization", Gate.bearer(token));
        gate.get("/fhir/clinic-x/Patient", "Authorization", Gate.bearer(token));

        gate.token("demo", secret("guessed"), "system/Patient.rs");
        gate.token(secret("nobody"), secret("guessed"), "");
        gate.get("/fhir/Patient", "Authorization", "Bearer " + secret("bearer"));
        gate.get("/fhir/Patient?access_token=" + secret("in-the-query"));
        gate.get("/fhir//Patient?access_token=" + secret("in-a-bad-path"));
        gate.post("/login", Map.of("username", "somebody", "password", secret("password")));
        for (var grant : List.of("authorization_code", "refresh_token", "client_credentials")) {
            gate.post(
                    "/oauth2/token",
                    Map.of(
                            "grant_type", grant,
                            "client_id", "portal",
                            "code", secret("code"),
                            "code_verifier", secret("verifier"),
                            "refresh_token", secret("refresh"),
                            "client_assertion", secret("assertion"),
                            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
        }
        gate.get("/oauth2/authorize?client_id=growth&launch=" + secret("launch"), "Accept", "text/html");
        secrets.add(Ehr.starts(Gate.server(), "growth", "p1", "e1-p1"));

        assertThat(log.list).extracting(SecretsStayOutOfTheLogTest::asWritten).allSatisfy(line -> assertThat(secrets)
                .noneMatch(line::contains));
    }

    private static String asWritten(ILoggingEvent event) {
        var layout = new PatternLayout();
        layout.setContext(logger("x").getLoggerContext());
        layout.setPattern("%msg %mdc%n%ex");
        layout.start();
        return layout.doLayout(event);
    }
}
