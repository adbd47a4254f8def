package org.openward.interfaceengine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A file of the corpus of other people's messages, which may lie beside the project and may not.
 *
 * @param name within the corpus, its folder first
 * @param type what the corpus' index says that it holds, such as ORU^R01 or ASTM
 */
record CorpusFile(String name, String type, Path path) {
    private static final Path INDEX = Path.of("shared", "hl7v2", "corpus", "INDEX.tsv");
    private static final Pattern FRAME =
            Pattern.compile("\u0002[^\u0003\u0017]*[\u0003\u0017]..\r?\n?", Pattern.DOTALL);

    /** Every file in the order of the index; none without a corpus. */
    static List<CorpusFile> all() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(INDEX))) {
                return listed(folder.resolve(INDEX));
            }
        }
        return List.of();
    }

    private static List<CorpusFile> listed(Path index) {
        try (var lines = Files.lines(index)) {
            return lines.skip(1)
                    .map(line -> line.split("\t", -1))
                    .map(columns -> new CorpusFile(columns[0], columns[1], index.resolveSibling(columns[0])))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    boolean isAstm() {
        return type.equals("ASTM") || type.startsWith("raw");
    }

    String folder() {
        return name.substring(0, name.indexOf('/'));
    }

    /** What is put between MLLP's marks, one after the other: each message, or a batch as a whole. */
    List<byte[]> messages() {
        var text = plain();
        if (isBatch()) {
            return List.of(bytes(text));
        }
        return Arrays.stream(text.split("(?m)(?=^MSH[|])", -1))
                .filter(part -> !part.isBlank())
                .map(CorpusFile::bytes)
                .toList();
    }

    boolean isBatch() {
        var text = plain();
        return text.startsWith("FHS") || text.startsWith("BHS");
    }

    /** Without what a collector left of frames and byte order marks. */
    private String plain() {
        return text().replace("\u000B", "").replace("\u001C", "").replaceFirst("^\u00EF\u00BB\u00BF", "");
    }

    /** Its ASTM frames as they stand in the file, damaged ones too, or its records framed as they should be. */
    List<String> frames() {
        var text = text();
        if (text.indexOf('\u0002') >= 0) {
            return FRAME.matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .map(frame -> frame.endsWith("\n") ? frame : frame.stripTrailing() + "\r\n")
                    .toList();
        }
        var records = records(text).lines().toList();
        return IntStream.range(0, records.size())
                .mapToObj(number -> Instrument.frame((number + 1) % 8, records.get(number)))
                .toList();
    }

    /** As one would paste it: records without frames, and without the comments that a collector wrote between them. */
    List<String> pasted() {
        if (!isAstm()) {
            return messages().stream()
                    .flatMap(message -> Arrays.stream(readable(message).split("(?m)(?=^MSH[|])", -1)))
                    .filter(message -> message.startsWith("MSH"))
                    .toList();
        }
        var content = frames().stream()
                .map(frame -> frame.replaceFirst("(?s)^\u0002.(.*)[\u0003\u0017].*$", "$1"))
                .collect(Collectors.joining());
        return Arrays.stream(content.split("(?m)(?=^H[|])", -1))
                .filter(message -> message.startsWith("H|"))
                .toList();
    }

    private static String records(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .collect(Collectors.joining("\r"));
    }

    /** As text, by the same guess for every file: UTF-8 if it can be that. */
    static String readable(byte[] content) {
        var unicode = new String(content, StandardCharsets.UTF_8);
        return unicode.indexOf('\uFFFD') < 0 ? unicode : new String(content, StandardCharsets.ISO_8859_1);
    }

    private String text() {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
