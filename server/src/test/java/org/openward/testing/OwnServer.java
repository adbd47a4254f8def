package org.openward.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openward.HospitalServer;

/** A server in a process of its own, on data of its own, which a test may kill and start again. */
public final class OwnServer {
    private static final Logger LOG = System.getLogger(OwnServer.class.getName());
    private static final Duration START = Duration.ofMinutes(5);

    private final int port = freePort();
    private final Path folder;
    private final List<String> options;

    /** Which settings it starts with, besides its port and folder; nothing runs yet. */
    public OwnServer(String... options) throws IOException {
        this.folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "crash")), "run");
        this.options = List.of(options);
    }

    /** A port that nobody listens to, and that the system gives to no connection meanwhile: Linux takes those from 32768 on. */
    public static int freePort() {
        while (true) {
            var port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (var socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                LOG.log(Level.DEBUG, "Port {0} is taken", port);
            }
        }
    }

    /** Starts it, and comes back when it is ready. */
    public Process start() throws IOException, InterruptedException {
        var log = folder.resolve("server.log").toFile();
        var command = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HospitalServer.class.getName(),
                "--spring.profiles.active=demo",
                "--server.port=" + port,
                "--openward.data-dir=" + folder.resolve("data"));
        var all = new ArrayList<>(command.toList());
        all.addAll(options);
        var process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        try {
            await().atMost(START).until(() -> {
                assertThat(process.isAlive()).as("see " + log).isTrue();
                return isReady();
            });
        } catch (RuntimeException | Error notReady) {
            kill(process);
            throw notReady;
        }
        return process;
    }

    /** Starts it and waits until it has given up; what it said. */
    public String refusesToStart() throws IOException, InterruptedException {
        try {
            stop(start());
        } catch (AssertionError refused) {
            return Files.readString(folder.resolve("server.log"));
        }
        throw new AssertionError("It started.");
    }

    /** As if it lost its power. */
    public static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    }

    /** As an operator stops it. */
    public static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            kill(process);
        }
    }

    /** The demo client with every right. */
    public FhirClient asDemo() {
        return FhirClient.withToken(root(), "/fhir", "demo", "demo-secret", "system/*.cruds");
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

    private URI root() {
        return URI.create("http://127.0.0.1:" + port);
    }
}
