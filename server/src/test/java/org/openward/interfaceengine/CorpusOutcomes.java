package org.openward.interfaceengine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How each file of the corpus is expected to end: a table beside the tests that names the files and holds nothing of them. */
final class CorpusOutcomes {
    private static final Path TABLE =
            Path.of("src", "test", "resources", "org", "openward", "interfaceengine", "corpus-outcomes.tsv");
    private static final String REWRITING = "tests.write-corpus-outcomes";

    private CorpusOutcomes() {}

    /** Whether the table is to be written anew from what happens, for a person to read the difference. */
    static boolean areRewritten() {
        return System.getProperty(REWRITING) != null;
    }

    /** Whether there is a table to compare with, or one is written now. */
    static boolean areKnown() {
        return areRewritten() || Files.exists(TABLE);
    }

    static Map<String, String> expected() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .map(line -> line.split("\t", 2))
                .collect(Collectors.toMap(columns -> columns[0], columns -> columns[1]));
    }

    static void rewrite(Map<String, String> seen) throws IOException {
        List<String> lines = new TreeMap<>(seen)
                .entrySet().stream()
                        .map(line -> line.getKey() + "\t" + line.getValue())
                        .toList();
        Files.createDirectories(TABLE.getParent());
        Files.write(TABLE, lines, StandardCharsets.UTF_8);
    }
}
