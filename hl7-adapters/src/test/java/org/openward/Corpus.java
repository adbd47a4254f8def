package org.openward;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A corpus of real and published messages that may lie beside the project, and may not. */
public record Corpus(Path folder) {
    private static final Path PLACE = Path.of("shared", "hl7v2", "corpus");

    /** One file and what the corpus' index says that it holds, such as ORU^R01 or ASTM. */
    public record Entry(String name, String type, Path path) {
        public byte[] bytes() throws IOException {
            return Files.readAllBytes(path);
        }
    }

    public static Optional<Corpus> find() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(PLACE).resolve("INDEX.tsv"))) {
                return Optional.of(new Corpus(folder.resolve(PLACE)));
            }
        }
        return Optional.empty();
    }

    public List<Entry> entries() throws IOException {
        return Files.readAllLines(folder.resolve("INDEX.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .map(columns -> new Entry(columns[0], columns[1], folder.resolve(columns[0])))
                .toList();
    }
}
