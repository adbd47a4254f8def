package org.openward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openward.database.DatabaseForTests;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A visitor at the doors: asks for tokens and knocks with them, as a browser or program would. */
final class Gate {
    private static @Nullable ConfigurableApplicationContext open;

    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    static synchronized ConfigurableApplicationContext server() {
        if (open == null) {
            open = SpringApplication.run(
                    GateServer.class,
                    Stream.concat(
                                    Stream.of(
                                            "--server.port=0",
                                            "--spring.main.banner-mode=off",
                                            "--openward.perimeter.unlimited=127.0.0.1/32",
                                            "--openward.outbound.allow=127.0.0.1",
                                            "--openward.data-dir=" + DatabaseForTests.folder()),
                                    settings())
                            .toArray(String[]::new));
        }
        return open;
    }

    private static Stream<String> settings() {
        return Stream.of(
                        "demo.secret=demo-secret",
                        "demo.scopes=system/*.cruds",
                        "demo.permissions=operation/*",
                        "demo.tenants=default,clinic-x",
                        "laboratory.secret=laboratory-secret",
                        "laboratory.scopes=system/Observation.rs?category=laboratory,system/Patient.r",
                        "portal.grant-types=authorization_code,refresh_token",
                        "portal.redirect-uris=http://127.0.0.1:9000/done",
                        "portal.scopes=openid,fhirUser,offline_access,user/*.cruds,patient/*.rs",
                        "growth.grant-types=authorization_code,refresh_token",
                        "growth.redirect-uris=http://127.0.0.1:9000/done",
                        "growth.scopes=launch,launch/patient,launch/encounter,offline_access,user/*.rs,patient/*.rs",
                        "growth.tenants=*",
                        "careful.grant-types=authorization_code,refresh_token",
                        "careful.redirect-uris=http://127.0.0.1:9000/done",
                        "careful.scopes=openid,offline_access,user/*.cruds",
                        "careful.consent=true")
                .map(setting -> "--openward.security.clients." + setting);
    }

    static URI root() {
        return URI.create("http://127.0.0.1:" + server().getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** What came back. */
    record Reply(int status, HttpHeaders headers, String body) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException malformed) {
                throw new UncheckedIOException(malformed);
            }
        }

        String text(String field) {
            return json().path(field).asText();
        }

        URI location() {
            return URI.create(headers.firstValue("Location").orElseThrow(() -> new AssertionError(this.toString())));
        }

        /** The claims of the access token in it. */
        JsonNode claims() {
            var payload = text("access_token").split("\\.", -1)[1];
            return new Reply(0, headers, new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8))
                    .json();
        }
    }

    Reply get(String path, String... headers) {
        return send(HttpRequest.newBuilder(root().resolve(path)), headers);
    }

    Reply post(String path, Map<String, String> form, String... headers) {
        return post(
                path,
                form.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&")),
                headers);
    }

    /** With a form that is encoded already. */
    Reply post(String path, String body, String... headers) {
        return send(
                HttpRequest.newBuilder(root().resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body)),
                headers);
    }

    /** A token for a program that knows a secret. */
    Reply token(String client, String secret, String scope) {
        var form = scope.isEmpty()
                ? Map.of("grant_type", "client_credentials")
                : Map.of("grant_type", "client_credentials", "scope", scope);
        return post("/oauth2/token", form, "Authorization", basic(client, secret));
    }

    static String basic(String client, String secret) {
        var pair = client + ":" + secret;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    static String bearer(Reply token) {
        return "Bearer " + token.text("access_token");
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Reply send(HttpRequest.Builder request, String... headers) {
        try {
            if (headers.length > 0) {
                request.headers(headers);
            }
            var response = http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
