package org.openward.hl7v2.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.hl7v2.Problem;

class BatchFileTest {
    private static final String FILE = "FHS|^~\\&|LIS|LAB|OPENWARD|HOSPITAL|20260301||||F-1\r";
    private static final String BATCH = "BHS|^~\\&|LIS|LAB|OPENWARD|HOSPITAL|20260301||||B-1\r";
    private static final String FIRST = "MSH|^~\\&|LIS|LAB|||20260301||ORU^R01|1|P|2.5.1\rPID|1||Müller\r";
    private static final String SECOND =
            "MSH|^~\\&|LIS|LAB|||20260301||ORU^R01|2|P|2.5.1\r\nOBX|1|ST|A||BHS is no header\r\n";

    @Test
    void a_file_is_taken_apart_without_changing_a_byte() {
        BatchFile file = read(FILE + BATCH + FIRST + SECOND + "BTS|2\rFTS|1\r");

        assertThat(file.isWhole()).isTrue();
        assertThat(file.header().orElseThrow().controlId()).isEqualTo("F-1");
        assertThat(file.batches()).singleElement().satisfies(batch -> {
            assertThat(batch.header().orElseThrow().controlId()).isEqualTo("B-1");
            assertThat(texts(batch)).containsExactly(FIRST, SECOND);
        });
    }

    @Test
    void several_batches_and_messages_without_a_batch_are_borne() {
        BatchFile several = read(FILE + BATCH + FIRST + "BTS|1\r" + BATCH + SECOND + "BTS|001\rFTS|2\r");
        BatchFile without = read(FILE + FIRST + SECOND + "FTS\r");

        assertThat(several.isWhole()).isTrue();
        assertThat(several.batches()).hasSize(2);
        assertThat(without.isWhole()).isTrue();
        assertThat(without.batches()).singleElement().satisfies(batch -> assertThat(texts(batch))
                .hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTS|3\rFTS|1\r", "BTS|2\rFTS|2\r", "BTS|two\rFTS|1\r", "BTS|2\r", "FTS|1\r", ""})
    void a_wrong_count_or_a_missing_trailer_is_found(String end) {
        BatchFile file = read(FILE + BATCH + FIRST + SECOND + end);

        assertThat(file.isWhole()).isFalse();
        assertThat(file.batches().get(0).messages()).hasSize(2);
    }

    @Test
    void a_trailer_without_a_batch_is_found() {
        BatchFile file = read(FILE + FIRST + "BTS|1\rFTS|1\r");

        assertThat(file.batches().get(0).problems())
                .extracting(Problem::text)
                .singleElement()
                .asString()
                .contains("BHS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MSH|^~\\&|A\r", "PID|1\r", "xFHS|^~\\&\r"})
    void what_begins_with_no_header_of_a_file_or_batch_is_none(String text) {
        assertThat(BatchFile.read(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void a_file_cut_off_anywhere_is_never_whole_and_never_breaks_the_reader() {
        String whole = FILE + BATCH + FIRST + SECOND + "BTS|2\rFTS|1\r";

        for (int length = 3; length < whole.length() - 4; length++) {
            BatchFile cut = read(whole.substring(0, length));
            assertThat(cut.isWhole() && cut.header().isPresent()).isFalse();
        }
    }

    @Test
    void damaged_files_are_read_without_surprise() {
        Random random = new Random(7);
        byte[] whole = (FILE + BATCH + FIRST + SECOND + "BTS|2\rFTS|1\r").getBytes(StandardCharsets.UTF_8);

        for (int round = 0; round < 2000; round++) {
            byte[] damaged = whole.clone();
            for (int change = 0; change <= round % 9; change++) {
                damaged[3 + random.nextInt(damaged.length - 3)] = (byte) "\r|BHSFT19\n\0".charAt(random.nextInt(11));
            }
            BatchFile file = BatchFile.read(damaged).orElseThrow();
            int bytes = file.batches().stream()
                    .flatMap(each -> each.messages().stream())
                    .mapToInt(each -> each.length)
                    .sum();
            assertThat(bytes).isLessThan(damaged.length);
        }
    }

    @Test
    void the_answer_has_the_same_envelopes_the_other_way_round() {
        BatchFile file = read(FILE + BATCH + FIRST + SECOND + "BTS|2\rFTS|1\r");

        byte[] answer = acknowledgements().answer(file, List.of(List.of(bytes("MSH|ack1\r"), bytes("MSH|ack2\r"))));

        assertThat(answer)
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo("FHS|^~\\&|OPENWARD|HOSPITAL|LIS|LAB|20260301084500+0000||||C-1|F-1\r"
                        + "BHS|^~\\&|OPENWARD|HOSPITAL|LIS|LAB|20260301084500+0000||||C-1|B-1\r"
                        + "MSH|ack1\rMSH|ack2\rBTS|2\rFTS|1\r");
    }

    @Test
    void an_answer_that_nobody_wants_is_not_counted_and_a_problem_is_said() {
        BatchFile file = read(BATCH + FIRST + SECOND + "BTS|3\r");

        byte[] answer = acknowledgements().answer(file, List.of(List.of(bytes("MSH|ack1\r"), new byte[0])));

        assertThat(answer)
                .asString(StandardCharsets.ISO_8859_1)
                .startsWith("BHS|")
                .endsWith("MSH|ack1\rBTS|1|The trailer's count is not the 2 that came\r");
    }

    @Test
    void every_batch_must_be_answered() {
        BatchFile file = read(BATCH + FIRST + "BTS|1\r");

        assertThatThrownBy(() -> acknowledgements().answer(file, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static BatchAcknowledgements acknowledgements() {
        return new BatchAcknowledgements(
                Clock.fixed(Instant.parse("2026-03-01T08:45:00Z"), ZoneOffset.UTC), () -> "C-1");
    }

    private static BatchFile read(String text) {
        return BatchFile.read(bytes(text)).orElseThrow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(Batch batch) {
        return batch.messages().stream()
                .map(each -> new String(each, StandardCharsets.UTF_8))
                .collect(Collectors.toList());
    }
}
