package org.openward.fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongDataTest {
    @ParameterizedTest
    @ValueSource(ints = {30_000, 30_001, 30_002})
    void a_film_is_shortened_with_its_size(int bytes) throws IOException {
        var record = media(film(bytes), String.valueOf(bytes));

        assertThat(LongData.shorten(record)).isTrue();
        assertThat(record.at("/content/data").textValue()).isEqualTo("AAAA");
        assertThat(record.at("/content/size").intValue()).isEqualTo(3);
        assertThat(record.at("/content/contentType").textValue()).isEqualTo("video/mp4");
    }

    @Test
    void in_a_bundle_too_and_without_a_size() throws IOException {
        var bundle =
                read("{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Binary\",\"data\":\""
                        + film(30_000) + "\"}}]}");

        assertThat(LongData.shorten(bundle)).isTrue();
        assertThat(bundle.at("/entry/0/resource/data").textValue()).isEqualTo("AAAA");
    }

    @Test
    void what_is_not_as_long_as_it_says_is_left_to_the_engine() throws IOException {
        assertThat(LongData.shorten(media(film(30_000), "29999"))).isFalse();
        assertThat(LongData.shorten(media(film(30_000), "\"30000\""))).isFalse();
    }

    @Test
    void what_is_no_base64_is_left_to_the_engine() throws IOException {
        assertThat(LongData.shorten(media(film(30_000).replaceFirst("A", "-"), "30000")))
                .isFalse();
        assertThat(LongData.shorten(media(film(30_000).replaceFirst("A", " "), "30000")))
                .isFalse();
        assertThat(LongData.shorten(media(film(30_000).substring(1), "30000"))).isFalse();
        assertThat(LongData.shorten(media("===" + film(30_000) + "=", "30003"))).isFalse();
    }

    @Test
    void a_short_text_and_a_signed_record_stay_as_they_are() throws IOException {
        assertThat(LongData.shorten(media("AAAA", "3"))).isFalse();
        assertThat(LongData.shorten(
                        read("{\"resourceType\":\"Bundle\",\"signature\":{\"data\":\"" + film(30_000) + "\"}}")))
                .isFalse();
    }

    private static String film(int bytes) {
        return Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    private static JsonNode media(String data, String size) throws IOException {
        return read("{\"resourceType\":\"Media\",\"content\":{\"contentType\":\"video/mp4\",\"data\":\"" + data
                + "\",\"size\":" + size + "}}");
    }

    private static JsonNode read(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }
}
