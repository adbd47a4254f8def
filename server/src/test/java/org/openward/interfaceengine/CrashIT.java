package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.HospitalServer;
import org.openward.testing.FhirClient;

/** A server of its own, which loses its power in the middle of the work. */
class CrashIT {
    private static final Duration START = Duration.ofMinutes(5);
    private static final int MESSAGES = 40;

    private final int http = freePort();
    private final int mllp = freePort();
    private final Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "crash")), "run");

    CrashIT() throws IOException {}

    @Test
    void kill_9_between_acknowledgement_and_filing_loses_nothing_and_doubles_nothing() throws Exception {
        var messages = new ArrayList<String>();
        String patient;
        var first = start();
        try {
            var fhir = demo();
            var registered = fhir.create(new Patient());
            patient = registered.getIdElement().getIdPart();
            messages.addAll(resultsOf(Analyzing.medicalRecordNumber(registered)));

            var answers = Lines.exchange(mllp, messages);

            assertThat(answers).hasSize(MESSAGES).allMatch(answer -> answer.contains("MSA|AA|"));
        } finally {
            first.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        }

        var second = start();
        try {
            var fhir = demo();
            await().atMost(START).untilAsserted(() -> assertThat(count(fhir, "DiagnosticReport", patient))
                    .isEqualTo(MESSAGES));
            Lines.exchange(mllp, messages);

            assertThat(count(fhir, "DiagnosticReport", patient)).isEqualTo(MESSAGES);
            assertThat(count(fhir, "Observation", patient)).isEqualTo(MESSAGES);
            assertThat(fhir.search("DiagnosticReport?_count=100&subject=Patient/" + patient)
                            .getEntry())
                    .allMatch(entry -> "1".equals(entry.getResource().getMeta().getVersionId()));
        } finally {
            second.destroy();
            if (!second.waitFor(1, TimeUnit.MINUTES)) {
                second.destroyForcibly();
            }
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

    private Process start() throws IOException, InterruptedException {
        var log = folder.resolve("server.log").toFile();
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HospitalServer.class.getName(),
                        "--spring.profiles.active=demo",
                        "--server.port=" + http,
                        "--openward.mllp.port=" + mllp,
                        "--openward.data-dir=" + folder.resolve("data"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        try {
            await().atMost(START).until(() -> {
                assertThat(process.isAlive()).as("see " + log).isTrue();
                return isReady();
            });
        } catch (RuntimeException | Error notReady) {
            process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
            throw notReady;
        }
        return process;
    }

    private boolean isReady() throws InterruptedException {
        var request = HttpRequest.newBuilder(root().resolve("/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private FhirClient demo() {
        return FhirClient.withToken(root(), "/fhir", "demo", "demo-secret", "system/*.cruds");
    }

    private URI root() {
        return URI.create("http://127.0.0.1:" + http);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
