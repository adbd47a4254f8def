package org.openward.interfaceengine;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** An analyzer that sends one result after the other, each again and again until it is acknowledged, as the standard wants. */
final class StubbornSender implements Callable<List<StubbornSender.Acknowledged>> {
    private static final long PAUSE_MILLISECONDS = 400;

    private final int port;
    private final BloodCount results;
    private final AtomicBoolean enough;
    private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();

    /** @param enough set when no further result is wanted */
    StubbornSender(int port, BloodCount results, AtomicBoolean enough) {
        this.port = port;
        this.results = results;
        this.enough = enough;
    }

    /** A control id, and between which moments the attempt was made that got a positive answer. */
    record Acknowledged(String controlId, long sent, long answered) {}

    int count() {
        return acknowledged.size();
    }

    @Override
    public List<Acknowledged> call() throws InterruptedException {
        for (int number = 1; !enough.get(); number++) {
            var id = results.analyzer() + "-" + number;
            send(id, results.controlled(id).sample(id).toString());
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLISECONDS);
        }
        return List.copyOf(acknowledged);
    }

    private void send(String id, String message) throws InterruptedException {
        while (true) {
            var sent = System.nanoTime();
            try (var line = new OpenLine(port)) {
                if (line.send(message).next().contains("MSA|AA|" + id + "\r")) {
                    acknowledged.add(new Acknowledged(id, sent, System.nanoTime()));
                    return;
                }
            } catch (UncheckedIOException broken) {
                // Nobody is there, or nobody any more: whether it was heard is not known.
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLISECONDS);
        }
    }
}
