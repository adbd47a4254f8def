package org.openward.fhir.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class PackedFileTest {
    private static List<Chunk> chunks(List<String> lines) {
        var chunks = new ArrayList<Chunk>();
        try (var chunked = new ChunkedLines(chunks::add)) {
            lines.forEach(chunked::add);
            chunked.end();
        }
        return chunks;
    }

    private static List<String> lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "{\"number\":" + number + ",\"text\":\"" + "Zoë\u2028".repeat(number % 97) + "\"}")
                .toList();
    }

    @Test
    void many_chunks_are_one_gzip_with_a_right_checksum_and_length() throws IOException {
        var lines = lines(20_000);
        var chunks = chunks(lines);
        var packed = new ByteArrayOutputStream();

        PackedFile.writeGzip(chunks.iterator(), packed);

        assertThat(chunks).hasSizeGreaterThan(3);
        assertThat(packed.size())
                .isEqualTo(chunks.stream()
                                .mapToInt(chunk -> chunk.content().length)
                                .sum()
                        + PackedFile.FRAME);
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
            assertThat(new String(gzip.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(String.join("\n", lines) + "\n");
        }
    }

    @Test
    void many_chunks_are_the_lines_that_they_were_made_of() throws IOException {
        var lines = lines(20_000);
        var chunks = chunks(lines);
        var text = new ByteArrayOutputStream();

        PackedFile.writeLines(chunks.iterator(), text);

        assertThat(text.toString(StandardCharsets.UTF_8)).isEqualTo(String.join("\n", lines) + "\n");
        assertThat(chunks.stream().mapToInt(Chunk::lines).sum()).isEqualTo(lines.size());
        assertThat(chunks.stream().flatMap(chunk -> PackedFile.lines(chunk).stream()))
                .containsExactlyElementsOf(lines);
    }

    @Test
    void an_empty_line_stays_a_line() {
        var chunks = chunks(List.of("a", "", "b", ""));

        assertThat(PackedFile.lines(chunks.get(0))).containsExactly("a", "", "b", "");
    }
}
