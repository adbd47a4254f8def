package org.openward.notifications;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.notifications.Subscriber.LONG;
import static org.openward.notifications.Subscriber.active;
import static org.openward.notifications.Subscriber.asking;
import static org.openward.notifications.Subscriber.results;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.database.DatabaseForTests;
import org.openward.hl7v2.mllp.MllpSender;
import org.openward.profiles.Systems;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.openward.testing.OwnServer;
import org.springframework.context.ApplicationContext;

/** A second server process beside the tests' own, on the same database: what one stores, either tells, and once. */
@HospitalTest
class TwoServersIT {
    private static final int WRITERS = 16;

    @Test
    @FullRun
    void what_both_store_is_told_once_and_what_one_begins_the_other_shows(Hospital hospital) throws Exception {
        var mllp = OwnServer.freePort();
        var options = Stream.concat(
                DatabaseForTests.optionsToShare(hospital.part(ApplicationContext.class)).stream(),
                Stream.of(
                        "--openward.mllp.port=" + mllp,
                        "--openward.outbound.allow=127.0.0.1",
                        "--openward.subscriptions.learning-time=2s"));
        var second = new OwnServer(options.toArray(String[]::new));
        var process = second.start();
        try {
            tellOnce(hospital.asDemo(), second.asDemo());
            tellOfAnAnalyzersReport(hospital.asDemo(), mllp);
            exportFrom(second.asDemo(), hospital.asDemo());
        } finally {
            OwnServer.stop(process);
        }
    }

    private static void tellOnce(FhirClient one, FhirClient other) throws IOException, InterruptedException {
        var patient = Subscriber.aPatient(one);
        try (var receiver = new Receiver()) {
            active(other, asking("Observation?subject=" + patient, receiver.address()));

            var written =
                    AtOnce.all(WRITERS, writer -> () -> results(writer % 2 == 0 ? one : other, patient, 3)).stream()
                            .flatMap(outcome -> outcome.result().stream())
                            .flatMap(List::stream)
                            .toList();

            assertThat(written).hasSize(3 * WRITERS);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(receiver.acknowledged()).hasSize(3 * WRITERS));
            assertThat(receiver.versions()).containsExactlyInAnyOrderElementsOf(written);
        } finally {
            Subscriber.endAll(one);
        }
    }

    /** Sent to the one, while the subscription was asked for at the other. */
    private static void tellOfAnAnalyzersReport(FhirClient asked, int mllp) throws IOException {
        var registered = asked.create(new Patient());
        var patient = registered.getIdElement().toUnqualifiedVersionless().getValue();
        try (var receiver = new Receiver()) {
            active(asked, asking("DiagnosticReport?subject=" + patient, receiver.address()));

            var sample = UUID.randomUUID().toString().substring(0, 8);
            var message =
                    """
                    MSH|^~\\&|XN1000|LAB|OPENWARD|HOSPITAL|20261121081500||ORU^R01^ORU_R01|%1$s|P|2.5.1||||||UNICODE UTF-8
                    PID|1||%2$s^^^OPENWARD^MR||Rao^Asha
                    OBR|1||%1$s|58410-2^CBC panel^LN|||20261121080000||||||||||||||||||F
                    OBX|1|NM|HGB^Hemoglobin^L||10.9|g/dL|12.0-15.5|L|||F|||20261121081500
                    """
                            .formatted(sample, medicalRecordNumber(registered))
                            .replace('\n', '\r');
            var analyzers = new InetSocketAddress(InetAddress.getLoopbackAddress(), mllp);
            try (var line = MllpSender.connect(analyzers, LONG)) {
                assertThat(line.send(message.getBytes(UTF_8)).code()).isEqualTo("AA");
            }

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(receiver.acknowledged()).isNotEmpty());
            var told = receiver.acknowledged().get(0).resource(DiagnosticReport.class);
            assertThat(told.getSubject().getReference()).isEqualTo(patient);
            assertThat(told.getResult()).hasSize(1);
        } finally {
            Subscriber.endAll(asked);
        }
    }

    private static String medicalRecordNumber(Patient patient) {
        return patient.getIdentifier().stream()
                .filter(identifier -> Systems.MRN.equals(identifier.getSystem()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static void exportFrom(FhirClient begins, FhirClient shows) {
        var begun = begins.get("/Patient/$export?_type=Patient", "Prefer", "respond-async");
        assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
        var job = URI.create(begun.headers().firstValue("Content-Location").orElseThrow())
                .getQuery();

        var complete = await().atMost(LONG)
                .until(() -> shows.get("/$bulk-status?" + job), Predicate.not(answer -> answer.status() == 202));

        assertThat(complete.status()).as(complete.toString()).isEqualTo(200);
        assertThat(complete.body()).contains("\"type\":\"Patient\"");
    }
}
