package org.openward.testing;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** A program that speaks FHIR to the hospital over HTTP, with or without a token. */
public final class FhirClient {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI root;
    private final String base;
    private final @Nullable String token;

    private FhirClient(URI root, String base, @Nullable String token) {
        this.root = root;
        this.base = base;
        this.token = token;
    }

    static FhirClient withoutToken(URI root, String base) {
        return new FhirClient(root, base, null);
    }

    static FhirClient withBearer(URI root, String base, String token) {
        return new FhirClient(root, base, token);
    }

    public static FhirClient withToken(URI root, String base, String client, String secret, String scope) {
        var credentials = Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
        var form = "grant_type=client_credentials&scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(root.resolve("/oauth2/token"))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        var answer = send(request);
        if (answer.status() != 200) {
            throw new AssertionError("No token for " + client + ": " + answer);
        }
        return new FhirClient(root, base, text(answer.body(), "access_token"));
    }

    /** The same client with the same token at another path, such as another tenant's. */
    public FhirClient at(String otherBase) {
        return new FhirClient(root, otherBase, token);
    }

    public String token() {
        return String.valueOf(token);
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Answer post(String path, Resource body, String... headers) {
        return send("POST", path, FHIR.newJsonParser().encodeResourceToString(body), headers);
    }

    public Answer put(String path, Resource body, String... headers) {
        return send("PUT", path, FHIR.newJsonParser().encodeResourceToString(body), headers);
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    /** Carries out a batch or transaction. */
    public Answer transact(Bundle bundle) {
        return post("", bundle);
    }

    /** Stores a new resource, which must succeed, and gives it back as the server has it. */
    @SuppressWarnings("unchecked") // the server answers a create with the same type
    public <T extends Resource> T create(T resource) {
        var answer = post("/" + resource.fhirType(), resource);
        if (answer.status() != 201) {
            throw new AssertionError("Not created: " + answer);
        }
        return (T) answer.resource(resource.getClass());
    }

    public <T extends Resource> T read(Class<T> type, String id) {
        return get("/" + type.getSimpleName() + "/" + id, "Accept", "application/fhir+json")
                .resource(type);
    }

    /** The first page of a search, which must succeed. */
    public Bundle search(String query) {
        return get("/" + query).resource(Bundle.class);
    }

    /** A page that a link of another one names. */
    public Bundle page(String url) {
        var address = URI.create(url);
        return get(address.getRawPath().substring(base.length()) + "?" + address.getRawQuery())
                .resource(Bundle.class);
    }

    /**
     * Any request.
     *
     * @param path after the FHIR base, with a leading slash
     * @param headers name, value, name, value...; Content-Type is application/fhir+json unless given
     */
    public Answer send(String method, String path, @Nullable String body, String... headers) {
        var request = HttpRequest.newBuilder(root.resolve(base + path))
                .timeout(Duration.ofMinutes(2))
                .setHeader("Content-Type", "application/fhir+json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    /** Posts a file as it is. */
    public Answer upload(String path, String type, byte[] file, String... headers) {
        var request = HttpRequest.newBuilder(root.resolve(base + path))
                .timeout(Duration.ofMinutes(5))
                .setHeader("Content-Type", type)
                .setHeader("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofByteArray(file));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    private static Answer send(HttpRequest request) {
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String text(String json, String field) {
        try {
            return new ObjectMapper().readTree(json).path(field).asText();
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
