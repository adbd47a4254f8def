package org.openward.fhir.verbatim;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The content of a Binary as HAPI stores it. */
class StoredContentTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 1000, 100_000})
    void the_content_is_found_and_the_rest_is_the_same_binary_without_it(int size) throws IOException {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        var binary = new Binary()
                .setContentType("text/x-\\\"data\":\"no\"")
                .setSecurityContext(new Reference("Patient/1"))
                .setData(bytes);
        binary.getSecurityContext()
                .addExtension(
                        "http://example.org/seal", new Attachment().setData("seal".getBytes(StandardCharsets.UTF_8)));

        var found = in(FHIR.newJsonParser().encodeResourceToString(binary)).orElseThrow();

        var written = new ByteArrayOutputStream();
        found.writeTo(written);
        assertThat(written.toByteArray()).isEqualTo(bytes);
        assertThat(found.size()).isEqualTo(size);
        assertThat(FHIR.newJsonParser()
                        .parseResource(Binary.class, found.rest())
                        .equalsDeep(binary.setData(null)))
                .isTrue();
    }

    @Test
    void what_comes_after_the_content_stays() {
        var found = in("{\"resourceType\":\"Binary\",\"data\":\"AAAA\",\"contentType\":\"x/y\"}")
                .orElseThrow();

        assertThat(found.rest()).isEqualTo("{\"resourceType\":\"Binary\",\"contentType\":\"x/y\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"resourceType\":\"Binary\",\"contentType\":\"x/y\"}",
                "{\"resourceType\":\"Binary\",\"data\":\"\"}",
                "{\"resourceType\":\"Binary\",\"data\":\"AAA\"}",
                "{\"resourceType\":\"Binary\",\"data\":\"AA\\nAA\"}",
                "{\"resourceType\":\"Binary\",\"data\":\"AAAA",
                "{\"resourceType\":\"Binary\",\"x\":{\"data\":\"AAAA\"}}"
            })
    void what_is_not_one_plain_content_is_left_to_the_parser(String json) {
        assertThat(in(json)).isEmpty();
    }

    private static Optional<StoredContent> in(String json) {
        return StoredContent.in(json.getBytes(StandardCharsets.UTF_8));
    }
}
