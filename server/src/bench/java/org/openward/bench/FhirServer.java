package org.openward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** A target as a client sees it: a few requests, with a token where one is needed. */
final class FhirServer {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TOKEN_IS_YOUNG = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Target target;
    private Optional<String> token = Optional.empty();
    private long tokenTaken;

    FhirServer(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    /** A token that is good for some minutes more; empty for a server that asks for none. */
    synchronized Optional<String> token() {
        boolean young = System.nanoTime() - tokenTaken < TOKEN_IS_YOUNG.toNanos();
        if (token.isEmpty() || !young) {
            token = target.login().map(this::newToken);
            tokenTaken = System.nanoTime();
        }
        return token;
    }

    private String newToken(Target.Login login) {
        String credentials = login.client() + ":" + login.secret();
        HttpRequest request = HttpRequest.newBuilder(login.tokens())
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&scope="
                        + URLEncoder.encode(login.scope(), StandardCharsets.UTF_8)))
                .build();
        HttpResponse<String> answer = send(request);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("No token for " + target.name() + ": " + answer.body());
        }
        return json(answer.body()).path("access_token").asText();
    }

    /** The resource at a path below the base, or at an absolute address that the server gave. */
    JsonNode read(String path) {
        HttpResponse<String> answer = ask(path);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(target.name() + " answers " + answer.statusCode() + " to " + path + ": "
                    + answer.body().substring(0, Math.min(400, answer.body().length())));
        }
        return json(answer.body());
    }

    HttpResponse<String> ask(String path) {
        URI address = path.startsWith("http") ? URI.create(path) : URI.create(target.base() + "/" + path);
        return send(asking(address).GET().build());
    }

    /** Posts to a path below the base, or a bundle to the base itself; a stored resource comes back. */
    HttpResponse<String> post(String path, String body) {
        URI address = URI.create(path.isEmpty() ? target.base().toString() : target.base() + "/" + path);
        return send(asking(address).POST(BodyPublishers.ofString(body)).build());
    }

    private HttpRequest.Builder asking(URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofMinutes(15))
                .header("Accept", "application/fhir+json")
                .header("Content-Type", "application/fhir+json");
        token().ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        return request;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    static JsonNode json(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text)).orElse(MissingNode.getInstance());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
