package org.openward.fhir.bulk.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplittingTest {
    private static List<String> lines(int longest, byte[] text) throws IOException {
        var lines = new ArrayList<String>();
        new LineSplitting(longest, lines::add).read(new ByteArrayInputStream(text), () -> {});
        return lines;
    }

    private static List<String> lines(int longest, String text) throws IOException {
        return lines(longest, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_text_ends_with_a_line_break_or_without_one() throws IOException {
        assertThat(lines(10, "a\nb\n")).containsExactly("a", "b");
        assertThat(lines(10, "a\nb")).containsExactly("a", "b");
        assertThat(lines(10, "")).isEmpty();
    }

    @Test
    void an_empty_line_counts_as_a_line() throws IOException {
        assertThat(lines(10, "a\n\nb\n")).containsExactly("a", "", "b");
    }

    @Test
    void a_line_that_is_too_long_is_named_and_the_next_one_is_whole() throws IOException {
        assertThat(lines(5, "12345\n123456\n1\n")).containsExactly("12345", LineSplitting.TOO_LONG, "1");
        assertThat(lines(5, "123456")).containsExactly(LineSplitting.TOO_LONG);
        assertThat(lines(5, "x".repeat(200_000) + "\nok\n")).containsExactly(LineSplitting.TOO_LONG, "ok");
    }

    @Test
    void a_line_that_is_no_text_is_named() throws IOException {
        assertThat(lines(5, new byte[] {'a', '\n', (byte) 0xff, '\n', 'b'}))
                .containsExactly("a", LineSplitting.NO_TEXT, "b");
    }
}
