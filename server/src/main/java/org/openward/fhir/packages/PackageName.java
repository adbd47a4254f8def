package org.openward.fhir.packages;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A package as registries name it, such as {@code hl7.fhir.us.core#8.0.0}. */
record PackageName(String name, String version) {
    private static final Pattern FORM =
            Pattern.compile("([a-z0-9][a-z0-9._-]{0,127})[#@]([0-9A-Za-z][0-9A-Za-z.+-]{0,63})");
    private static final Set<String> ANY = Set.of("latest", "current", "dev");

    /** Name and version with a number sign between them. */
    static Optional<PackageName> read(String text) {
        var parts = FORM.matcher(text);
        return parts.matches() ? Optional.of(new PackageName(parts.group(1), parts.group(2))) : Optional.empty();
    }

    /** Of {@code name-1.0.0.tgz} and {@code name#1.0.0.tgz}. */
    boolean isOf(String file) {
        return file.equals(name + "-" + version + ".tgz") || file.equals(name + "#" + version + ".tgz");
    }

    /** Whether it will do where the other one is asked for, whose version may leave something open. */
    boolean answers(PackageName asked) {
        return name.equals(asked.name)
                && (version.equals(asked.version)
                        || ANY.contains(asked.version)
                        || (asked.version.endsWith(".x")
                                && version.startsWith(asked.version.substring(0, asked.version.length() - 1))));
    }

    @Override
    public String toString() {
        return name + "#" + version;
    }
}
