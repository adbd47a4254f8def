package org.openward.fhir.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.hl7.fhir.r4.model.Parameters;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;

/** A program that takes records out or brings them in as FHIR Bulk Data says: asks, waits, fetches. */
public record BulkClient(FhirClient client, String base) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static BulkClient of(FhirClient client) {
        return new BulkClient(client, "/fhir");
    }

    /** Asks for a job, which must be taken, and gives back where it can be asked for. */
    String begin(String path) {
        return taken(client.get(path, "Prefer", "respond-async"));
    }

    String begin(String path, Parameters body) {
        return taken(client.post(path, body, "Prefer", "respond-async"));
    }

    /** Where a job can be asked for that must be taken. */
    public String taken(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        var address = URI.create(answer.headers().firstValue("Content-Location").orElseThrow());
        assertThat(address.isAbsolute()).isTrue();
        assertThat(address.getPath()).startsWith(base + "/$");
        return below(address);
    }

    private String below(URI address) {
        return address.getRawPath().substring(base.length()) + "?" + address.getRawQuery();
    }

    /** Of the address at which it can be asked for. */
    static UUID job(String status) {
        return UUID.fromString(status.replaceFirst("^.*job=", ""));
    }

    /** Waits until it is complete. */
    public Manifest await(String status) {
        var answer = Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> client.get(status), polled -> polled.status() != 202);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Expires")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return new Manifest(this, json(answer.body()));
    }

    Manifest export(String path) {
        return await(begin(path));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(text, malformed);
        }
    }

    /** What came out. */
    public record Manifest(BulkClient asked, JsonNode content) {
        List<String> types() {
            var types = new ArrayList<String>();
            content.path("output").forEach(file -> types.add(file.path("type").asText()));
            return types;
        }

        /** The paths of the files of that kind. */
        List<String> files(String kind) {
            var files = new ArrayList<String>();
            content.path(kind)
                    .forEach(file ->
                            files.add(asked.below(URI.create(file.path("url").asText()))));
            return files;
        }

        /** All lines of the files of that kind; each file has as many as the manifest says. */
        public List<String> lines(String kind) {
            var lines = new ArrayList<String>();
            for (var file : content.path(kind)) {
                var answer =
                        asked.client.get(asked.below(URI.create(file.path("url").asText())));
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/fhir+ndjson");
                assertThat(answer.body()).endsWith("\n");
                var ofFile = answer.body().lines().toList();
                assertThat(ofFile).hasSize(file.path("count").asInt());
                lines.addAll(ofFile);
            }
            return lines;
        }

        /** The records by type and id. */
        TreeMap<String, String> records() {
            var records = new TreeMap<String, String>();
            for (var line : lines("output")) {
                var record = json(line);
                var before = records.put(
                        record.path("resourceType").asText() + "/"
                                + record.path("id").asText(),
                        line);
                assertThat(before).as("A record that came twice").isNull();
            }
            return records;
        }
    }
}
