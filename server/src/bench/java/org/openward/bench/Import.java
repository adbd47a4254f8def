package org.openward.bench;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Loads bundles as several clients at once; operations are resources, latencies are of whole bundles. */
record Import(int clients) {
    private static final Pattern REFUSED_ENTRY = Pattern.compile("\"status\"\\s*:\\s*\"[45]");

    Slice load(FhirServer server, List<Bundles.Loadable> bundles) {
        Queue<Bundles.Loadable> waiting = new ConcurrentLinkedQueue<>(bundles);
        Queue<Long> latencies = new ConcurrentLinkedQueue<>();
        AtomicLong loaded = new AtomicLong();
        AtomicLong errors = new AtomicLong();
        long start = System.nanoTime();
        atOnce(() -> {
            for (var bundle = waiting.poll(); bundle != null; bundle = waiting.poll()) {
                long sent = System.nanoTime();
                if (accepted(server.post("", bundle.text()))) {
                    loaded.addAndGet(bundle.resources());
                } else {
                    errors.incrementAndGet();
                }
                latencies.add((System.nanoTime() - sent) / 1000);
            }
        });
        return Slice.of(loaded.get(), System.nanoTime() - start, latencies, errors.get());
    }

    private void atOnce(Runnable client) {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int number = 0; number < clients; number++) {
                running.add(threads.submit(client));
            }
            for (Future<?> each : running) {
                each.get(1, TimeUnit.HOURS);
            }
        } catch (Exception failed) {
            throw new IllegalStateException("The import broke off.", failed);
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean accepted(HttpResponse<String> answer) {
        return answer.statusCode() == 200
                && !REFUSED_ENTRY.matcher(answer.body()).find();
    }
}
