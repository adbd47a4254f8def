package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.OwnServer;

/** A server of its own, which loses its power in the middle of the work. */
class CrashIT {
    private static final Duration START = Duration.ofMinutes(5);
    private static final int MESSAGES = 40;

    private final int mllp = OwnServer.freePort();
    private final OwnServer server = new OwnServer("--openward.mllp.port=" + mllp);

    CrashIT() throws IOException {}

    @Test
    @FullRun
    void kill_9_between_acknowledgement_and_filing_loses_nothing_and_doubles_nothing() throws Exception {
        var messages = new ArrayList<String>();
        String patient;
        var first = server.start();
        try {
            var fhir = server.asDemo();
            var registered = fhir.create(new Patient());
            patient = registered.getIdElement().getIdPart();
            messages.addAll(resultsOf(Analyzing.medicalRecordNumber(registered)));

            var answers = Lines.exchange(mllp, messages);

            assertThat(answers).hasSize(MESSAGES).allMatch(answer -> answer.contains("MSA|AA|"));
        } finally {
            OwnServer.kill(first);
        }

        var second = server.start();
        try {
            var fhir = server.asDemo();
            await().atMost(START).untilAsserted(() -> assertThat(count(fhir, "DiagnosticReport", patient))
                    .isEqualTo(MESSAGES));
            Lines.exchange(mllp, messages);

            assertThat(count(fhir, "DiagnosticReport", patient)).isEqualTo(MESSAGES);
            assertThat(count(fhir, "Observation", patient)).isEqualTo(MESSAGES);
            assertThat(fhir.search("DiagnosticReport?_count=100&subject=Patient/" + patient)
                            .getEntry())
                    .allMatch(entry -> "1".equals(entry.getResource().getMeta().getVersionId()));
        } finally {
            OwnServer.stop(second);
        }
    }

    private static List<String> resultsOf(String medicalRecordNumber) {
        var sample = UUID.randomUUID().toString().substring(0, 8);
        var messages = new ArrayList<String>();
        for (int number = 1; number <= MESSAGES; number++) {
            messages.add(BloodCount.from("XN1000")
                    .of(medicalRecordNumber)
                    .sample(sample + "-" + number)
                    .controlled(String.valueOf(number))
                    .toString());
        }
        return messages;
    }

    private static int count(FhirClient fhir, String type, String patient) {
        return fhir.get("/" + type + "?_summary=count&subject=Patient/" + patient)
                .resource(Bundle.class)
                .getTotal();
    }
}
