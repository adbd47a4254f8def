package org.openward.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.notifications.Subscriber.aPatient;
import static org.openward.notifications.Subscriber.active;
import static org.openward.notifications.Subscriber.asking;
import static org.openward.notifications.Subscriber.results;

import java.io.IOException;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openward.HospitalServer;
import org.openward.testing.FhirClient;

/** A server of its own, which loses its power while it tells. */
class KilledServerIT {
    private static final Duration START = Duration.ofMinutes(5);

    private final int http = freePort();
    private final Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "crash")), "told");

    KilledServerIT() throws IOException {}

    @Test
    void kill_9_in_the_middle_of_telling_loses_nothing() throws Exception {
        try (var receiver = new Receiver()) {
            var versions = new ArrayList<String>();
            var first = start();
            try {
                var patient = aPatient(demo());
                active(demo(), asking("Observation?subject=" + patient, receiver.address()));
                versions.addAll(results(demo(), patient, 3));
                receiver.is(Receiver.Mood.SLOW);
                versions.addAll(results(demo(), patient, 10));
                await().atMost(START).until(() -> !receiver.refused().isEmpty());
            } finally {
                first.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
            }
            receiver.is(Receiver.Mood.WELL);

            var second = start();
            try {
                await().atMost(START).untilAsserted(() -> assertThat(distinct(receiver.versions()))
                        .isEqualTo(versions));
            } finally {
                second.destroy();
                if (!second.waitFor(1, TimeUnit.MINUTES)) {
                    second.destroyForcibly();
                }
            }
        }
    }

    /** What was acknowledged just before the end may come again, but in no other order. */
    private static List<String> distinct(List<String> versions) {
        return versions.stream().distinct().toList();
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
                        "--openward.mllp.enabled=false",
                        "--openward.outbound.allow=127.0.0.1",
                        "--openward.subscriptions.learning-time=2s",
                        "--openward.subscriptions.answer-time=5s",
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
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
