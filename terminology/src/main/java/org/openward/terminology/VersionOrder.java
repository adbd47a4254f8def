package org.openward.terminology;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which of two versions of a definition is the later one: 10.0 comes after 9.1, and 8.0.0 after 8.0.0-ballot. */
public final class VersionOrder {
    /** The later one last; a definition without a version is the earliest. */
    public static final Comparator<@Nullable String> EARLIEST_FIRST = Comparator.comparing(VersionOrder::key);

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int LONGEST_NUMBER = 12;

    /** Sorts before every other sign that a version has. */
    private static final char NOT_RELEASED = ' ';

    private static final char RELEASED = '!';

    private VersionOrder() {}

    private static String key(@Nullable String version) {
        if (version == null || version.isEmpty()) {
            return "";
        }
        var parts = version.split("-", 2);
        return parts.length == 1 ? padded(parts[0]) + RELEASED : padded(parts[0]) + NOT_RELEASED + padded(parts[1]);
    }

    private static String padded(String text) {
        return NUMBER.matcher(text)
                .replaceAll(digits ->
                        "0".repeat(Math.max(0, LONGEST_NUMBER - digits.group().length())) + digits.group());
    }
}
