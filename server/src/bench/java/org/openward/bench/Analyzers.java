package org.openward.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Connections of one analyzer that send blood counts over MLLP and wait for each acknowledgement. */
final class Analyzers {
    // So that what is not yet filed does not outlast the patience below and burden what is measured next.
    private static final int MOST_MESSAGES = 1000;
    private static final String ACCEPTED = "MSA|AA|";
    private static final String RESULT =
            """
            MSH|^~\\&|XN1000|LAB|OPENWARD|HOSPITAL|20261121081500||ORU^R01^ORU_R01|%1$s|P|2.5.1||||||UNICODE UTF-8
            PID|1||%2$s^^^OPENWARD^MR||%3$s^Asha||19800412|F
            ORC|RE|%1$s
            OBR|1|%1$s|%1$s|58410-2^CBC panel - Blood by Automated count^LN|||20261121080000|||||||||||||||20261121081400||HM|F
            OBX|1|NM|WBC^White blood cells^L||6.4|10*3/uL|4.0-10.0|N|||F|||20261121081200
            OBX|2|NM|RBC^Red blood cells^L||4.71|10*6/uL|3.80-5.10|N|||F|||20261121081200
            OBX|3|NM|HGB^Hemoglobin^L||10.9|g/dL|12.0-15.5|L|||F|||20261121081200
            OBX|4|NM|HCT^Hematocrit^L||34.1|%%|36.0-46.0|L|||F|||20261121081200
            OBX|5|NM|PLT^Platelets^L||254|10*3/uL|150-410|N|||F|||20261121081200
            """;

    private final FhirServer server;
    private final int connections;
    private final AtomicLong messages = new AtomicLong(System.currentTimeMillis() * 1000);

    Analyzers(FhirServer server, int connections) {
        this.server = server;
        this.connections = connections;
    }

    /** What was acknowledged, and the same messages until the last of their reports was to be seen. */
    record Heard(Slice acknowledged, Slice visible) {}

    Heard send(int seconds) {
        var patient = FhirServer.json(server.post("Patient", Workload.PATIENT).body());
        String number = patient.path("identifier").path(0).path("value").asText();
        String reports = "DiagnosticReport?_summary=count&subject=Patient/"
                + patient.path("id").asText();
        Queue<Long> latencies = new ConcurrentLinkedQueue<>();
        AtomicLong errors = new AtomicLong();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        converse(number, end, latencies, errors);
        long acknowledged = latencies.size() - errors.get();
        Slice acknowledgements = Slice.of(acknowledged, System.nanoTime() - start, latencies, errors.get());
        long seen = awaitReports(reports, acknowledged);
        return new Heard(acknowledgements, Slice.of(seen, System.nanoTime() - start, List.of(), acknowledged - seen));
    }

    private long awaitReports(String reports, long expected) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        long seen = 0;
        while (seen < expected && System.nanoTime() < deadline) {
            pause();
            seen = server.read(reports).path("total").asLong();
        }
        return seen;
    }

    private void converse(String number, long end, Queue<Long> latencies, AtomicLong errors) {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        List<Future<?>> running = new ArrayList<>();
        for (int connection = 0; connection < connections; connection++) {
            running.add(threads.submit(() -> {
                oneConnection(number, end, latencies, errors);
                return null;
            }));
        }
        try {
            for (Future<?> each : running) {
                each.get(10, TimeUnit.MINUTES);
            }
        } catch (Exception failed) {
            throw new IllegalStateException("An analyzer's connection broke.", failed);
        } finally {
            threads.shutdownNow();
        }
    }

    private void oneConnection(String number, long end, Queue<Long> latencies, AtomicLong errors) throws IOException {
        URI address = URI.create("mllp://" + server.target().mllp().orElseThrow());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(30_000);
            socket.setTcpNoDelay(true);
            while (System.nanoTime() < end && latencies.size() < MOST_MESSAGES) {
                long sent = System.nanoTime();
                if (!exchange(socket, message(number)).contains(ACCEPTED)) {
                    errors.incrementAndGet();
                }
                latencies.add((System.nanoTime() - sent) / 1000);
            }
        }
    }

    private String message(String number) {
        return RESULT.formatted("B" + messages.incrementAndGet(), number, Workload.MADE_HERE)
                .replace('\n', '\r');
    }

    private static String exchange(Socket socket, String message) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("\u000b" + message + "\u001c\r").getBytes(StandardCharsets.UTF_8));
        out.flush();
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        int last = in.read();
        while (last >= 0 && last != 0x1c) {
            answer.append((char) last);
            last = in.read();
        }
        if (in.read() != '\r') {
            throw new IOException("The acknowledgement was cut short.");
        }
        return answer.toString();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
