package org.openward.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hl7MessageTest {
    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\r\n"})
    void segments_end_with_any_line_end(String end) {
        byte[] raw = Messages.bytes(Messages.HEADER + end + "PID|1" + end + "OBR|1||S-1" + end + end);

        Hl7Message message = Messages.parsed(raw);

        assertThat(message.segments()).extracting(Segment::name).containsExactly("MSH", "PID", "OBR");
        assertThat(message.segments("OBR").get(0).text(3)).isEqualTo("S-1");
        assertThat(message.raw()).isSameAs(raw);
    }

    @Test
    void fields_repetitions_components_and_subcomponents_are_counted_from_one() {
        Segment patient = Messages.parsed("PID|1||A1^^^CLINIC&2.16.840.1&ISO^MR~B2^^^CITY^NI||Rao^Asha")
                .segments("PID")
                .get(0);

        Field identifiers = patient.field(3);

        assertThat(identifiers.repetitions()).hasSize(2);
        assertThat(identifiers.component(1)).isEqualTo("A1");
        assertThat(identifiers.subcomponent(4, 2)).isEqualTo("2.16.840.1");
        assertThat(identifiers.repetitions().get(1).component(5)).isEqualTo("NI");
        assertThat(patient.field(5).component(2)).isEqualTo("Asha");
        assertThat(patient.field(99).component(7)).isEmpty();
        assertThat(patient.place(5)).hasToString("PID-5");
    }

    @Test
    void a_header_may_choose_other_delimiters() {
        Hl7Message message = Messages.parsed(
                Messages.bytes("MSH$*!?%$BC$LAB$$$20260301$$ORU*R01$7$P$2.3.1\rOBX$1$NM$WBC*Leukocytes!X$$5\r"));

        assertThat(message.header().trigger()).isEqualTo("R01");
        assertThat(message.segments("OBX").get(0).field(3).component(2)).isEqualTo("Leukocytes");
        assertThat(message.segments("OBX").get(0).field(3).repetitions()).hasSize(2);
    }

    @Test
    void the_null_value_is_not_the_absence_of_a_value() {
        Segment request = Messages.parsed("OBR|1|\"\"|S-1|").segments("OBR").get(0);

        assertThat(request.field(2).isNull()).isTrue();
        assertThat(request.field(2).isPresent()).isFalse();
        assertThat(request.text(2)).isEmpty();
        assertThat(request.field(4).isNull()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "a\\F\\b!a|b",
                "a\\S\\b\\T\\c\\R\\d\\E\\e!a^b&c~d\\e",
                "one\\.br\\two!one¶two",
                "\\H\\bold\\N\\ plain!bold plain",
                "\\XC2B5\\mol!µmol",
                "C:\\data\\F\\file!C:\\data|file",
                "no end \\ here!no end \\ here",
                "\\Zlocal\\ kept!\\Zlocal\\ kept",
                "a\\\\b!a\\\\b",
                "x\\.sp2\\y!x¶¶y",
                "\\M2442\\;3ED\\C2842\\ A!山田 A"
            })
    void escape_sequences_are_resolved(String sent, String expected) {
        Segment note = Messages.parsed("NTE|1||" + sent).segments("NTE").get(0);

        assertThat(note.text(3)).isEqualTo(expected.replace('¶', '\n'));
    }

    @Test
    void text_written_with_escapes_is_read_back_unchanged() {
        Notation notation = Messages.parsed("PID|1").header().segment().notation();
        Random random = new Random(7);
        String alphabet = "ab|^~\\&\nXF.SE";

        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(12, 0, alphabet.length()).forEach(index -> text.append(alphabet.charAt(index)));

            assertThat(notation.unescape(notation.escape(text.toString()))).isEqualTo(text.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8859/1, ISO-8859-1, MESSAGE_HEADER",
        "8859, ISO-8859-1, MESSAGE_HEADER",
        "ASCII, ISO-8859-1, DEVICE_DEFAULT",
        "UNICODE UTF-8, ISO-8859-1, DEVICE_DEFAULT",
        "'', ISO-8859-1, DEVICE_DEFAULT"
    })
    void latin_bytes_are_read_as_latin_whatever_the_header_claims(String declared, String expected, Decoding.Rule rule)
            throws MalformedMessage {
        byte[] raw = (Messages.HEADER + "||||||" + declared + "\rNTE|1||Amilasa líquida µ\r")
                .getBytes(StandardCharsets.ISO_8859_1);

        Hl7Message message = Hl7Message.parse(raw);

        assertThat(message.decoding().charset()).isEqualTo(Charset.forName(expected));
        assertThat(message.decoding().rule()).isEqualTo(rule);
        assertThat(message.segments("NTE").get(0).text(3)).isEqualTo("Amilasa líquida µ");
    }

    @ParameterizedTest
    @CsvSource({
        "UNICODE, MESSAGE_HEADER",
        "UTF-8~UNICODE, MESSAGE_HEADER",
        "X-SECRET~UNICODE UTF-8, MESSAGE_HEADER",
        "ASCII, VALID_UTF_8",
        "nonsense, VALID_UTF_8"
    })
    void utf_8_bytes_are_read_as_utf_8_however_they_are_declared(String declared, Decoding.Rule rule)
            throws MalformedMessage {
        byte[] raw = Messages.bytes(Messages.HEADER + "||||||" + declared + "\rNTE|1||고감도\r");

        Hl7Message message = Hl7Message.parse(raw);

        assertThat(message.decoding().rule()).isEqualTo(rule);
        assertThat(message.segments("NTE").get(0).text(3)).isEqualTo("고감도");
    }

    @Test
    void the_device_setting_wins_over_the_header_and_says_when_it_does_not_fit() throws MalformedMessage {
        byte[] raw = Messages.bytes(Messages.HEADER + "||||||UNICODE UTF-8\rNTE|1||µ\r");

        Decoding cyrillic = Hl7Message.parse(raw, Transmission.STANDARD.withOverride(Charset.forName("windows-1251")))
                .decoding();
        Decoding ascii = Hl7Message.parse(raw, Transmission.STANDARD.withOverride(StandardCharsets.US_ASCII))
                .decoding();

        assertThat(cyrillic.rule()).isEqualTo(Decoding.Rule.DEVICE_OVERRIDE);
        assertThat(cyrillic.fidelity()).isEqualTo(Decoding.Fidelity.EXACT);
        assertThat(ascii.fidelity()).isEqualTo(Decoding.Fidelity.LOSSY);
    }

    @Test
    void a_line_break_inside_a_field_stays_in_the_field() {
        Hl7Message message = Messages.parsed("NTE|1||first line\nsecond line", "OBR|1");

        assertThat(message.segments("NTE").get(0).text(3)).isEqualTo("first line\nsecond line");
        assertThat(message.segments("OBR")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "''!SEGMENT_SEQUENCE_ERROR!MSH",
                "hello!SEGMENT_SEQUENCE_ERROR!MSH",
                "PID|1!SEGMENT_SEQUENCE_ERROR!MSH",
                "MSH!SEGMENT_SEQUENCE_ERROR!MSH",
                "MSHA^~!SEGMENT_SEQUENCE_ERROR!MSH",
                "MSH|!DATA_TYPE_ERROR!MSH-2",
                "MSH|^^\\&|A!DATA_TYPE_ERROR!MSH-2",
                "MSH|ABCD|A!DATA_TYPE_ERROR!MSH-2",
            })
    void bytes_that_are_no_message_are_a_typed_problem(String sent, ErrorCondition condition, String place) {
        assertThatThrownBy(() -> Hl7Message.parse(Messages.bytes(sent)))
                .isInstanceOfSatisfying(MalformedMessage.class, malformed -> {
                    assertThat(malformed.problem().condition()).isEqualTo(condition);
                    assertThat(malformed.problem().place()).hasToString(place);
                });
    }

    @Test
    void a_second_message_inside_a_message_is_a_typed_problem() {
        assertThatThrownBy(() -> Hl7Message.parse(Messages.withHeader("OBR|1", Messages.HEADER, "OBR|1")))
                .isInstanceOfSatisfying(
                        MalformedMessage.class,
                        malformed -> assertThat(malformed.problem().place()).hasToString("MSH[2]"));
    }

    @Test
    void control_characters_reach_no_text() {
        Hl7Message message = Messages.parsed("NTE|1||a\u0000b\u0007c\\X0D0A\\d");

        assertThat(message.segments("NTE").get(0).text(3)).isEqualTo("abc\nd");
    }

    @Test
    @Timeout(20)
    void a_message_made_to_be_slow_is_not() {
        String lines = "x\n".repeat(1_000_000);
        String escapes = "\\X" + "41".repeat(1_000_000) + "\\" + "\\".repeat(1_000_000);
        String dots = ".".repeat(1_000_000);

        Hl7Message message = Messages.parsed(
                "NTE|1||" + lines,
                "NTE|2||" + escapes,
                "OBX|1|NM|A^" + dots + "^1" + ".1".repeat(100_000) + "||" + dots + "|||" + dots);

        assertThat(message.segments("NTE").get(0).text(3)).hasSize(1_999_999);
        assertThat(message.segments("NTE").get(1).text(3)).startsWith("AAAA").hasSize(2_000_000);
        assertThat(message.segments("OBX").get(0).field(3).component(2)).hasSize(1_000_000);
    }

    @Test
    void no_bytes_whatever_are_a_surprise() {
        Random random = new Random(20260301);
        byte[] good = Messages.withHeader("PID|1||A1", "OBR|1||S-1", "OBX|1|NM|WBC||5.1|10*9/L|4-10|N|||F");

        for (int round = 0; round < 5000; round++) {
            byte[] mutated = good.clone();
            for (int change = 0; change < 1 + round % 12; change++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            try {
                Hl7Message message = Hl7Message.parse(mutated);
                message.segments()
                        .forEach(segment -> segment.field(3).repetitions().forEach(Field::text));
                assertThat(IntakePolicy.RESULTS.problems(message)).isNotNull();
            } catch (MalformedMessage expected) {
                assertThat(expected.problem().text()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NAD", "HIV|not asked", "BP 120/80"})
    void a_line_of_a_text_is_no_segment_although_it_looks_like_one(String line) {
        Hl7Message message = Messages.parsed("OBX|1|TX|NOTE||First line", line, "and the last||||||F", "NTE|1||Note");

        assertThat(message.segments()).extracting(Segment::name).containsExactly("MSH", "OBX", "NTE");
        assertThat(message.segments("OBX").get(0).field(5).raw()).startsWith("First line\n" + line.split("\\|", 2)[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZAD|1", "NTE|1", "OBR|1"})
    void a_segment_behind_a_short_result_is_one(String line) {
        assertThat(Messages.parsed("OBX|1|TX|NOTE||First line", line).segments())
                .extracting(Segment::name)
                .containsExactly("MSH", "OBX", line.substring(0, 3));
    }

    @Test
    void an_unknown_segment_behind_a_whole_result_is_a_segment() {
        assertThat(Messages.parsed("OBX|1|TX|NOTE||Text||||||F", "XAB|1").segments())
                .extracting(Segment::name)
                .containsExactly("MSH", "OBX", "XAB");
    }
}
