package org.openward.startup;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.UUID;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.slf4j.LoggerFactory;

@HospitalTest
class NothingPrivateInTheLogIT {
    @Test
    void neither_good_nor_bad_requests_leave_a_patients_name_in_the_log(Hospital hospital) {
        var secret = "Private" + UUID.randomUUID();
        var log = listening();

        tryEverythingWith(secret, hospital.asDemo());

        assertThat(log.list).extracting(NothingPrivateInTheLogIT::asWritten).noneMatch(line -> line.contains(secret));
        root().detachAppender(log);
    }

    @Test
    void a_failing_request_is_logged_under_the_id_that_its_sender_got(Hospital hospital) {
        var answer = hospital.asDemo().get("/Patient/never-existed", "X-Request-Id", "from-the-client-0815");

        assertThat(answer.headers().firstValue("X-Request-Id")).contains("from-the-client-0815");
        assertThat(answer.outcome().getIdElement().getIdPart()).isEqualTo("from-the-client-0815");
    }

    private static void tryEverythingWith(String secret, FhirClient client) {
        var patient = new Patient();
        patient.addName().setFamily(secret);
        client.create(patient);
        client.get("/Patient?family=" + secret);
        client.get("/Patient?birthdate=" + secret);
        client.get("/Patient?" + secret + "=1");
        client.get("/Patient/" + secret);
        client.send("POST", "/Patient", "{\"resourceType\":\"Patient\",\"gender\":\"" + secret + "\"}");
        client.send("POST", "/Patient", "{\"resourceType\":\"Patient\",\"birthDate\":\"" + secret + "\"}");
        client.send("POST", "/Patient", "{\"" + secret);
        client.send("PUT", "/Patient/" + secret, "{\"resourceType\":\"Patient\",\"id\":\"other\"}");
        client.send("POST", "/Patient/$" + secret, "{\"resourceType\":\"Parameters\"}");
        client.send(
                "PATCH",
                "/Patient?family=" + secret,
                "[{\"op\":\"test\",\"path\":\"/x\",\"value\":\"" + secret + "\"}]",
                "Content-Type",
                "application/json-patch+json");
    }

    private static ListAppender<ILoggingEvent> listening() {
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        root().addAppender(log);
        return log;
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static String asWritten(ILoggingEvent event) {
        var layout = new PatternLayout();
        layout.setContext(((Logger) LoggerFactory.getLogger("x")).getLoggerContext());
        layout.setPattern("%msg %mdc%n%ex");
        layout.start();
        return layout.doLayout(event);
    }
}
