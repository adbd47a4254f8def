package org.openward.fhir.intake;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTextTest {
    private static void read(byte[] body) throws UnreadableBody {
        var text = new BodyText(true, true);
        for (var octet : body) {
            text.next(octet & 0xFF);
        }
    }

    private static void read(String body) throws UnreadableBody {
        read(body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"value\":1e64}",
                "{\"value\":-12345678901234567890.123456789}",
                "{\"value\":6.02214076E+23,\"x\":1,\"y\":[1,2,3e-10]}",
                "{\"text\":\"1e999999999 \\u00e9 \\uD83D\\uDE00 Zoë 👶 \\\\u0000 \\\" 1e999\"}",
                "{\"a\":\"\\\\\",\"b\":2}"
            })
    void what_a_document_may_hold_passes(String body) {
        assertThatCode(() -> read(body)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"value\":1e65}",
                "{\"value\":1e999999999}",
                "{\"value\":1E-99999}",
                "{\"a\":\"\\\"\",\"value\":1e999}",
                "{\"text\":\"a\\u0000b\"}",
                "{\"text\":\"a\u0000b\"}",
                "{\"text\":\"\\ud800\"}",
                "{\"text\":\"\\ud800x\"}",
                "{\"text\":\"\\ud800\\n\"}",
                "{\"text\":\"\\udc00\"}",
                "{\"text\":\"\\ud800\\ud800\"}"
            })
    void what_would_harm_its_reader_does_not(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(UnreadableBody.class);
    }

    @Test
    void a_number_without_end_is_stopped() {
        assertThatThrownBy(() -> read("{\"value\":" + "9".repeat(65))).isInstanceOf(UnreadableBody.class);
    }

    @Test
    void a_nesting_without_end_is_stopped() {
        assertThatCode(() -> read("[".repeat(150) + "]".repeat(150))).doesNotThrowAnyException();
        assertThatThrownBy(() -> read("[".repeat(151))).isInstanceOf(UnreadableBody.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22ff22", "22c328", "22c080", "22eda080", "22f5808080", "22e28228", "2280"})
    void what_is_no_utf8_is_stopped(String octets) {
        assertThatThrownBy(() -> read(HexFormat.of().parseHex(octets))).isInstanceOf(UnreadableBody.class);
    }
}
