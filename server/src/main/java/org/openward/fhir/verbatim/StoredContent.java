package org.openward.fhir.verbatim;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The content of a Binary where it lies in the stored JSON, in base64. Nothing of it is copied before it is on its way out. */
final class StoredContent {
    private static final byte[] NAME = "\"data\":\"".getBytes(StandardCharsets.UTF_8);

    /** Of base64, three bytes. */
    private static final int GROUP = 4;

    private final byte[] json;
    private final int begin;
    private final int end;

    private StoredContent(byte[] json, int begin, int end) {
        this.json = json;
        this.begin = begin;
        this.end = end;
    }

    /** Where the JSON has it; nothing if it has none, or not as one plain text. */
    static Optional<StoredContent> in(byte[] json) {
        var depth = 0;
        var isText = false;
        for (var place = 0; place < json.length; place++) {
            switch (json[place]) {
                case '\\' -> place++;
                case '"' -> {
                    if (!isText && depth == 1 && isName(json, place)) {
                        return from(json, place + NAME.length);
                    }
                    isText = !isText;
                }
                case '{', '[' -> depth += isText ? 0 : 1;
                case '}', ']' -> depth -= isText ? 0 : 1;
                default -> {
                    // Part of something else.
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isName(byte[] json, int place) {
        return place + NAME.length <= json.length
                && Arrays.equals(json, place, place + NAME.length, NAME, 0, NAME.length);
    }

    private static Optional<StoredContent> from(byte[] json, int begin) {
        var end = begin;
        while (end < json.length && isBase64(json[end])) {
            end++;
        }
        return end < json.length && json[end] == '"' && end > begin && (end - begin) % GROUP == 0
                ? Optional.of(new StoredContent(json, begin, end))
                : Optional.empty();
    }

    private static boolean isBase64(byte letter) {
        return Character.isLetterOrDigit(letter) || letter == '+' || letter == '/' || letter == '=';
    }

    /** The same JSON without the content. */
    String rest() {
        var before = new String(json, 0, begin - NAME.length, StandardCharsets.UTF_8);
        var after = new String(json, end + 1, json.length - end - 1, StandardCharsets.UTF_8);
        return before.substring(0, before.length() - 1) + after;
    }

    /** How many bytes it is. */
    int size() {
        var padding = json[end - 1] != '=' ? 0 : json[end - 2] != '=' ? 1 : 2;
        return (end - begin) / GROUP * (GROUP - 1) - padding;
    }

    void writeTo(OutputStream out) throws IOException {
        try (var content = Base64.getDecoder().wrap(new ByteArrayInputStream(json, begin, end - begin))) {
            content.transferTo(out);
        }
    }
}
