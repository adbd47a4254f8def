package org.openward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Analyzers of one laboratory, each with a connection and a patient of its own, and what becomes of their blood counts. */
final class Analyzers {
    private static final long PATIENCE_MINUTES = 15;
    private static final String DEVICE =
            """
            {"resourceType":"Device","status":"active","deviceName":[{"name":"%1$s","type":"user-friendly-name"}],\
            "extension":[{"url":"https://openward.org/fhir/StructureDefinition/analyzer","extension":[\
            {"url":"sendingApplication","valueString":"%1$s"},{"url":"sendingFacility","valueString":"LAB"},\
            {"url":"autoverify","valueBoolean":true},{"url":"unsolicited","valueCode":"accept"}]}]}""";

    private final FhirServer server;
    private final List<Analyzer> analyzers;
    /** When each order's message was, in milliseconds since 1970. */
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

    /** They are admitted as Devices of the server, and each has a patient there. */
    Analyzers(FhirServer server, int most) {
        this.server = server;
        String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        this.analyzers = IntStream.range(0, most)
                .mapToObj(number -> admitted("B" + run + "N" + number))
                .toList();
    }

    private Analyzer admitted(String name) {
        created("Device", DEVICE.formatted(name));
        JsonNode patient = created("Patient", Workload.PATIENT);
        return new Analyzer(
                server.target().mllp().orElseThrow(),
                name,
                patient.path("id").asText(),
                patient.path("identifier").path(0).path("value").asText());
    }

    private JsonNode created(String type, String body) {
        JsonNode created = FhirServer.json(server.post(type, body).body());
        if (!created.has("id")) {
            throw new IllegalStateException(server.target().name() + " does not store a " + type + ": " + created);
        }
        return created;
    }

    /** So many analyzers send at once, each its next message when the one before is acknowledged, until time or number is over. */
    Slice send(int lines, int seconds, int messages) {
        Queue<Long> latencies = new ConcurrentLinkedQueue<>();
        AtomicLong errors = new AtomicLong();
        AtomicInteger left = new AtomicInteger(messages);
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        atOnce(lines, analyzer -> {
            try (Analyzer.Line line = analyzer.connect()) {
                while (System.nanoTime() < end && left.getAndDecrement() > 0) {
                    String order = analyzer.nextNumber();
                    long sent = System.nanoTime();
                    if (line.isAccepted(analyzer.message(order))) {
                        acknowledged.put(order, System.currentTimeMillis());
                    } else {
                        errors.incrementAndGet();
                    }
                    latencies.add((System.nanoTime() - sent) / 1000);
                }
            }
        });
        return Slice.of(latencies.size() - errors.get(), System.nanoTime() - start, latencies, errors.get());
    }

    /**
     * How fast the messages that wait become reports that a search finds, until the last of them is there. The latencies are of all
     * messages, those that were filed while others came included, from the acknowledgement to the time that the report carries: the
     * clocks of this machine and the server's have to be the same.
     */
    Slice becomeVisible() {
        long start = System.nanoTime();
        long deadline = start + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
        long before = reports();
        long seen = before;
        while (seen < acknowledged.size() && System.nanoTime() < deadline) {
            pause();
            seen = reports();
        }
        long took = System.nanoTime() - start;
        return Slice.of(seen - before, took, waits(), acknowledged.size() - seen);
    }

    private long reports() {
        return server.read("DiagnosticReport?_summary=count&" + ofOurPatients())
                .path("total")
                .asLong();
    }

    /** In microseconds. */
    private List<Long> waits() {
        List<Long> waits = new ArrayList<>();
        String page = "DiagnosticReport?_elements=identifier&_count=500&" + ofOurPatients();
        while (!page.isEmpty()) {
            JsonNode bundle = server.read(page);
            for (JsonNode entry : bundle.path("entry")) {
                wait(entry.path("resource")).ifPresent(waits::add);
            }
            page = Sample.next(bundle);
        }
        return waits;
    }

    private Optional<Long> wait(JsonNode report) {
        Instant stored = OffsetDateTime.parse(
                        report.path("meta").path("lastUpdated").asText())
                .toInstant();
        return report.path("identifier").findValuesAsText("value").stream()
                .map(acknowledged::get)
                .filter(Objects::nonNull)
                .findFirst()
                .map(told -> 1000 * Math.max(0, stored.toEpochMilli() - told));
    }

    private String ofOurPatients() {
        return analyzers.stream()
                .map(analyzer -> "Patient/" + analyzer.patient())
                .collect(Collectors.joining(",", "subject=", ""));
    }

    /** What one analyzer does. */
    private interface Work {
        void of(Analyzer analyzer) throws IOException;
    }

    private void atOnce(int lines, Work work) {
        ExecutorService threads = Executors.newFixedThreadPool(lines);
        List<Future<?>> running = new ArrayList<>();
        for (Analyzer analyzer : analyzers.subList(0, lines)) {
            running.add(threads.submit(() -> {
                work.of(analyzer);
                return null;
            }));
        }
        try {
            for (Future<?> each : running) {
                each.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
            }
        } catch (Exception failed) {
            throw new IllegalStateException("An analyzer's connection broke.", failed);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
