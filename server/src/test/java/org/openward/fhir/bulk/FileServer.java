package org.openward.fhir.bulk;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Another hospital's server that has files to be fetched. */
final class FileServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    FileServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        server.createContext("/", exchange -> {
            var path = exchange.getRequestURI().getPath();
            asked.computeIfAbsent(path, none -> new AtomicInteger()).incrementAndGet();
            var content = files.get(path);
            if (path.startsWith("/moved")) {
                exchange.getResponseHeaders().set("Location", "/" + path.substring("/moved".length()));
                exchange.sendResponseHeaders(302, -1);
            } else if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
                exchange.getResponseBody().write(content);
            }
            exchange.close();
        });
        server.start();
    }

    /** Has a file with these lines from now on, and gives back its address. */
    String file(String name, List<String> lines) {
        return file(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    String file(String name, byte[] content) {
        files.put("/" + name, content);
        return address(name);
    }

    String address(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    /** How often somebody asked for it. */
    int asked(String name) {
        var times = asked.get("/" + name);
        return times == null ? 0 : times.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
