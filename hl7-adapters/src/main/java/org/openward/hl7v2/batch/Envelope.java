package org.openward.hl7v2.batch;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The header of a file (FHS) or of a batch (BHS); both have the same fields.
 *
 * @param fields from field 2 on, each as it was sent and each byte one character
 */
public record Envelope(String name, char separator, List<String> fields) {
    public Envelope {
        fields = List.copyOf(fields);
    }

    static Envelope of(String line) {
        char separator = line.charAt(3);
        List<String> fields = List.of(line.substring(4).split(Pattern.quote(String.valueOf(separator)), -1));
        return new Envelope(line.substring(0, 3), separator, fields);
    }

    /** Field 1 is the separator itself. */
    public String field(int number) {
        if (number == 1) {
            return String.valueOf(separator);
        }
        return number - 2 < fields.size() ? fields.get(number - 2) : "";
    }

    /** Field 11, by which the sender knows it. */
    public String controlId() {
        return field(11);
    }
}
