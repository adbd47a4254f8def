package org.openward.fhir.search.oracle;

import java.util.List;
import java.util.stream.Stream;

/** The backslashes before the characters that mean something in a searched value (FHIR R4, 3.1.1.4.0.4). */
final class Escaped {
    private Escaped() {}

    static String of(String plain) {
        return plain.replaceAll("[\\\\,$|]", "\\\\$0");
    }

    static String plain(String escaped) {
        return escaped.replaceAll("\\\\([\\\\,$|])", "$1");
    }

    /** The parts between that character, still escaped. */
    static List<String> split(String escaped, char separator) {
        return Stream.of(escaped.split("(?<!\\\\)[" + separator + "]", -1)).toList();
    }
}
