package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Web pages elsewhere that call this server from a browser: those that the operator named, and all others. */
@HospitalTest
class OtherOriginsIT {
    private static final String NAMED = "https://portal.example";
    private static final String ALLOWED = "Access-Control-Allow-Origin";

    private final Hospital hospital;

    OtherOriginsIT(Hospital hospital) {
        this.hospital = hospital;
    }

    private HttpResponse<String> send(String method, String path, String... headers)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(hospital.root().resolve(path))
                                .timeout(Duration.ofMinutes(1))
                                .headers(headers)
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
    }

    /** What a browser asks before it sends a page's request. */
    private HttpResponse<String> preflight(String origin, String path) throws IOException, InterruptedException {
        return send(
                "OPTIONS",
                path,
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization,content-type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fhir/Patient",
                "/fhir",
                "/fhir/clinic-b/Observation",
                "/fhir/.well-known/smart-configuration",
                "/oauth2/token",
                "/.well-known/openid-configuration"
            })
    void a_page_of_a_named_origin_may_call(String path) throws IOException, InterruptedException {
        var answer = preflight(NAMED, path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue(ALLOWED)).contains(NAMED);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("POST");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .containsIgnoringCase("authorization");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example", "http://portal.example", "https://portal.example.evil.example", "null"})
    void a_page_of_any_other_may_not(String origin) throws IOException, InterruptedException {
        for (var path : new String[] {"/fhir/Patient", "/oauth2/token"}) {
            var answer = preflight(origin, path);

            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.headers().firstValue(ALLOWED)).as(path).isEmpty();
        }
    }

    @Test
    void what_the_page_gets_is_readable_for_the_named_origin_alone() throws IOException, InterruptedException {
        var bearer = "Bearer " + hospital.asDemo().token();

        var named = send("GET", "/fhir/Patient?_count=1", "Origin", NAMED, "Authorization", bearer);
        var other = send("GET", "/fhir/Patient?_count=1", "Origin", "https://evil.example", "Authorization", bearer);
        var without = send("GET", "/fhir/Patient?_count=1", "Origin", NAMED);

        assertThat(named.statusCode()).isEqualTo(200);
        assertThat(named.headers().firstValue(ALLOWED)).contains(NAMED);
        assertThat(named.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
                .contains("ETag");
        assertThat(other.headers().firstValue(ALLOWED)).isEmpty();
        assertThat(without.statusCode()).isEqualTo(401);
    }

    @Test
    void only_the_api_and_the_token_endpoints_are_open_to_pages() throws IOException, InterruptedException {
        for (var path : new String[] {"/actuator/health", "/login", "/account"}) {
            assertThat(preflight(NAMED, path).headers().firstValue(ALLOWED))
                    .as(path)
                    .isEmpty();
        }
    }
}
