package org.openward.profiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of the package as they lie in the source tree. */
final class PackageFiles {
    static final Path PACKAGE = Path.of("src/main/resources/package");

    private PackageFiles() {}

    static List<Path> definitions() {
        return jsonUnder(PACKAGE).stream()
                .filter(file -> !name(file).equals("index.json"))
                .filter(file -> !name(file).contains("/example/"))
                .toList();
    }

    static List<Path> examples() {
        return jsonUnder(PACKAGE).stream()
                .filter(file -> name(file).contains("/example/"))
                .toList();
    }

    static List<Path> jsonUnder(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted(Comparator.comparing(PackageFiles::name))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String name(Path file) {
        return (file.startsWith(PACKAGE) ? PACKAGE.relativize(file) : file)
                .toString()
                .replace('\\', '/');
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
