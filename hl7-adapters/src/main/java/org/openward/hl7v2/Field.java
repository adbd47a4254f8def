package org.openward.hl7v2;

import java.util.ArrayList;
import java.util.List;

/**
 * One field, or one repetition of it, as it was sent.
 *
 * <p>Reading a place that was not sent gives empty text, never an exception; places count from 1.
 */
public record Field(String raw, Notation notation) {
    private static final String NULL = "\"\"";

    /** Whether the sender said "delete what you have", the HL7 null. */
    public boolean isNull() {
        return raw.equals(NULL);
    }

    /** Whether anything was sent here other than the HL7 null. */
    public boolean isPresent() {
        return !raw.isBlank() && !isNull();
    }

    public List<Field> repetitions() {
        return split(raw, notation.repetition()).stream()
                .map(part -> new Field(part, notation))
                .toList();
    }

    public Field first() {
        return new Field(part(raw, notation.repetition(), 1), notation);
    }

    /** The whole first repetition as text; separators that the sender forgot to escape stay in it. */
    public String text() {
        return readable(part(raw, notation.repetition(), 1));
    }

    /** One component of the first repetition as text, subcomponents included. */
    public String component(int number) {
        return readable(part(part(raw, notation.repetition(), 1), notation.component(), number));
    }

    public String subcomponent(int component, int number) {
        String whole = part(part(raw, notation.repetition(), 1), notation.component(), component);
        return readable(part(whole, notation.subcomponent(), number));
    }

    /** A component of the first repetition as a field of its own, whose components are the subcomponents. */
    public Field part(int component) {
        String whole = part(part(raw, notation.repetition(), 1), notation.component(), component);
        return new Field(whole.replace(notation.subcomponent(), notation.component()), notation);
    }

    public int components() {
        return split(part(raw, notation.repetition(), 1), notation.component()).size();
    }

    private String readable(String part) {
        return part.equals(NULL) ? "" : printable(notation.unescape(part)).strip();
    }

    /** FHIR text holds no control characters but tabs and line ends, and a database may refuse them. */
    private static String printable(String text) {
        if (text.chars().noneMatch(each -> each < ' ')) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length());
        text.replace("\r\n", "\n")
                .replace('\r', '\n')
                .chars()
                .filter(each -> each >= ' ' || each == '\n' || each == '\t')
                .forEach(each -> printable.append((char) each));
        return printable.toString();
    }

    private static String part(String whole, char separator, int number) {
        int start = 0;
        for (int skipped = 1; skipped < number; skipped++) {
            int next = whole.indexOf(separator, start);
            if (next < 0) {
                return "";
            }
            start = next + 1;
        }
        int end = whole.indexOf(separator, start);
        return end < 0 ? whole.substring(start) : whole.substring(start, end);
    }

    static List<String> split(String whole, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int end = whole.indexOf(separator); end >= 0; end = whole.indexOf(separator, start)) {
            parts.add(whole.substring(start, end));
            start = end + 1;
        }
        parts.add(whole.substring(start));
        return parts;
    }
}
