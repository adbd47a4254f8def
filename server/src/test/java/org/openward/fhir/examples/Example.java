package org.openward.fhir.examples;

import ca.uhn.fhir.util.ClasspathUtil;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A published example as a client sends it; its text is read whenever it is asked for, for all of them are a quarter of a gigabyte.
 *
 * @param name that of its file, without its ending
 * @param file on the class path
 */
record Example(String name, Format format, String type, String file) {
    /**
     * Subscriptions are sent switched off, for their receivers are elsewhere; Consents inactive, for the patients whose records they
     * hide are those of other examples.
     */
    private static final Map<String, String> STATUS_OF = Map.of("Subscription", "off", "Consent", "inactive");

    private static final Pattern STATUS =
            Pattern.compile("(\"status\"\\s*:\\s*\"|<status\\s+value=\")(requested|active|error)");

    String text() {
        var text = References.renamed(ClasspathUtil.loadResource(file));
        var status = STATUS_OF.get(type);
        return status == null ? text : STATUS.matcher(text).replaceFirst("$1" + status);
    }

    /** What it refers to, as {@code Type/id}. */
    Set<String> targets() {
        return References.targets(text()).collect(Collectors.toSet());
    }

    static JsonNode tree(Example example, String text) {
        try {
            return example.format().tree(text);
        } catch (IOException unreadable) {
            throw new IllegalStateException(example + " cannot be read", unreadable);
        }
    }

    @Override
    public String toString() {
        return name + " in " + format;
    }
}
