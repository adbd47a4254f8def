package org.openward.fhir.sealing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identifiers in a text of FHIR JSON, wherever they stand: each object with a system and a value that is text. All else of the text
 * is left as it is, to the last blank.
 */
final class JsonNumbers {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonNumbers() {}

    /**
     * A value in the text.
     *
     * @param value what it says
     * @param begin where it stands, behind the quotation mark
     * @param end where the other quotation mark stands
     */
    record Found(String system, String value, int begin, int end) {
        /** As it is written, with its escapes. */
        String literal(String json) {
            return json.substring(begin, end);
        }
    }

    /** What an object is known to have so far. */
    private static final class Open {
        private @Nullable String system;
        private @Nullable String value;
        private int begin;
        private int end;
    }

    /** Those of the systems, in the order of the text. */
    static List<Found> in(String json, Set<String> systems) {
        var found = new ArrayList<Found>();
        try (var parser = JSON.createParser(json)) {
            Deque<Open> open = new ArrayDeque<>();
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    open.push(new Open());
                } else if (token == JsonToken.END_OBJECT) {
                    var done = open.pop();
                    if (done.system != null && done.value != null && systems.contains(done.system)) {
                        found.add(new Found(done.system, done.value, done.begin, done.end));
                    }
                } else if (token == JsonToken.VALUE_STRING && !open.isEmpty()) {
                    note(parser, open.peek());
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("A stored text is no JSON.", unreadable);
        }
        // An identifier in an identifier, by its assigner, ends before it.
        found.sort(Comparator.comparingInt(Found::begin));
        return found;
    }

    private static void note(JsonParser parser, Open object) throws IOException {
        var name = parser.currentName();
        if ("system".equals(name)) {
            object.system = parser.getText();
        } else if ("value".equals(name)) {
            object.begin = (int) parser.currentTokenLocation().getCharOffset() + 1;
            object.value = parser.getText();
            object.end = (int) parser.currentLocation().getCharOffset() - 1;
        }
    }

    /** The text with other literals in their places. */
    static String replaced(String json, List<Found> found, Replacement other) {
        var text = new StringBuilder(json.length() + 64 * found.size());
        var copied = 0;
        for (var each : found) {
            text.append(json, copied, each.begin()).append(other.apply(each));
            copied = each.end();
        }
        return text.append(json, copied, json.length()).toString();
    }

    /** What stands in the place of a value, with its escapes. */
    @FunctionalInterface
    interface Replacement {
        String apply(Found found);
    }
}
