package org.openward.notifications;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.context.FhirContext;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.hl7.fhir.r4.model.Resource;

/** Somebody's server that is told of things; it keeps what it acknowledged and what it did not apart. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final List<Received> acknowledged = new CopyOnWriteArrayList<>();
    private final List<Received> refused = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.WELL;

    enum Mood {
        WELL,
        BROKEN,
        SLOW
    }

    record Received(String method, String path, Headers headers, String body) {
        <T extends Resource> T resource(Class<T> type) {
            return FhirContext.forR4Cached().newJsonParser().parseResource(type, body);
        }
    }

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(workers);
        server.createContext("/", this::receive);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    void is(Mood other) {
        mood = other;
    }

    List<Received> acknowledged() {
        return acknowledged;
    }

    List<Received> refused() {
        return refused;
    }

    /** The records that were put, as type/id/_history/version. */
    List<String> versions() {
        return acknowledged.stream()
                .map(one -> FhirContext.forR4Cached()
                        .newJsonParser()
                        .parseResource(one.body())
                        .getIdElement()
                        .toUnqualified()
                        .getValue())
                .toList();
    }

    private void receive(HttpExchange exchange) throws IOException {
        var one = new Received(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        switch (mood) {
            case WELL -> {
                acknowledged.add(one);
                exchange.sendResponseHeaders(200, -1);
            }
            case BROKEN -> {
                refused.add(one);
                exchange.sendResponseHeaders(500, -1);
            }
            case SLOW -> {
                refused.add(one);
                sleep();
                exchange.sendResponseHeaders(200, -1);
            }
        }
        exchange.close();
    }

    private static void sleep() {
        try {
            Thread.sleep(6_000);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
