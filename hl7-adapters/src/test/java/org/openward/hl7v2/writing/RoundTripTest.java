package org.openward.hl7v2.writing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Notation;

/** Texts made by chance, written and read again; each failure names the seed that makes the same text again. */
class RoundTripTest {
    private static final String ASCII = "aZ09 .,;:<>=!\"'%|^~\\&XFSTREH\n\r\t\u0000\u000b\u001c";
    /** None of these is a continuation of a UTF-8 sequence, so that no text of theirs can be taken for UTF-8. */
    private static final String LATIN = ASCII + "äöüßéñ";

    private static final String UNICODE = LATIN + "\u0301\u0338€≤μ“”हिन्दी漢字\uD83E\uDE7A";

    @Test
    void a_text_escaped_in_any_notation_holds_no_delimiter_and_is_read_back_unchanged() {
        for (int seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            Notation notation = notation(random);
            String text = text(random, LATIN + notation.field() + notation.component() + notation.escape());

            String escaped = notation.escape(text);

            assertThat(notation.unescape(escaped)).as("seed %d", seed).isEqualTo(text);
            assertThat(escaped)
                    .as("seed %d", seed)
                    .doesNotContain("" + notation.field())
                    .doesNotContain("" + notation.component())
                    .doesNotContain("" + notation.subcomponent())
                    .doesNotContain("" + notation.repetition())
                    .doesNotContain("\r")
                    .doesNotContain("\n");
        }
    }

    @Test
    void a_text_in_a_written_message_is_read_as_it_was_meant_or_not_written_at_all() throws MalformedMessage {
        int refused = 0;
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            Charset charset = List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1, StandardCharsets.US_ASCII)
                    .get(random.nextInt(3));
            String text = text(random, List.of(UNICODE, LATIN, ASCII).get(random.nextInt(3)));
            WrittenMessage written;
            try {
                written = written(text, ARecord.letterhead(Hl7Version.V2_5_1, charset));
            } catch (CannotBeWritten impossible) {
                assertThat(charset.newEncoder().canEncode(meant(text)))
                        .as("seed %d", seed)
                        .isFalse();
                refused++;
                continue;
            }

            Hl7Message read = Hl7Message.parse(written.bytes());

            assertThat(read.segments()).as("seed %d", seed).hasSize(2);
            assertThat(written.bytes()).as("seed %d", seed).doesNotContain(0x0B, 0x1C, 0x0A);
            if (charset.newEncoder().canEncode(meant(text))) {
                assertThat(read.segments("NTE").get(0).text(3))
                        .as("seed %d", seed)
                        .isEqualTo(meant(text));
            }
        }

        assertThat(refused).isGreaterThan(100);
    }

    private static WrittenMessage written(String text, Letterhead letterhead) throws CannotBeWritten {
        return new Sheet(letterhead, "ORU^R01", "ORU_R01", new Sheet.Stamp(ARecord.CONTROL, ARecord.NOW))
                .add(new Line("NTE").put(1, "1").put(3, new Fields(letterhead).lines(text)))
                .written();
    }

    /** What of a text is more than control of some terminal. */
    private static String meant(String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n');
        return Normalizer.normalize(
                lines.replaceAll("[\\p{Cntrl}&&[^\n]]+", " ").strip(), Normalizer.Form.NFC);
    }

    private static Notation notation(Random random) {
        String marks = "|^~\\&#$*@!%/:";
        Set<Character> chosen = new HashSet<>();
        while (chosen.size() < 5) {
            chosen.add(marks.charAt(random.nextInt(marks.length())));
        }
        List<Character> five = List.copyOf(chosen);
        return new Notation(five.get(0), five.get(1), five.get(2), five.get(3), five.get(4), StandardCharsets.UTF_8);
    }

    private static String text(Random random, String alphabet) {
        int[] characters = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(30); count > 0; count--) {
            text.appendCodePoint(characters[random.nextInt(characters.length)]);
        }
        return text.toString();
    }
}
