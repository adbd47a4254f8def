package org.openward.fhir.reading;

import java.util.BitSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.jspecify.annotations.Nullable;

/**
 * Finds each bracket ({@code >}) in the value of an attribute of a narrative, which HL7's reader of narratives takes for the end of the
 * element, and writes something else in its place (decision 0108).
 */
final class NarrativeBrackets {
    private static final Pattern BRACKET = Pattern.compile(">|&gt;|&#0*62;|&#x0*3[eE];");
    private static final Pattern CHARACTER = Pattern.compile("&#(?:x0*(\\p{XDigit}{1,6})|0*(\\d{1,7}));");
    private static final String ESCAPED = "&gt;";
    private static final int FIRST_FREE = 0xE000;
    private static final int LAST_FREE = 0xF8FF;

    private final String text;
    private final Matcher brackets;
    private final StringBuilder replaced = new StringBuilder();
    private String mark;
    private int depth;
    private int place;
    private int copied;
    private int found;
    private String forbidden = "";

    /**
     * @param mark what is written instead; if empty, a character that the text has nowhere
     * @param depth how many elements of a narrative the text begins in
     */
    private NarrativeBrackets(String text, String mark, int depth) {
        this.text = text;
        this.mark = mark;
        this.depth = depth;
        this.brackets = BRACKET.matcher(text);
    }

    /** A narrative by itself, with these brackets escaped. */
    static NarrativeBrackets escapedIn(String div) {
        return new NarrativeBrackets(div, ESCAPED, 1).read();
    }

    /** A record in XML, with a mark for each in its narratives. */
    static NarrativeBrackets markedIn(String record) {
        return new NarrativeBrackets(record, "", 0).read();
    }

    String text() {
        return found == 0 ? text : replaced + text.substring(copied);
    }

    int found() {
        return found;
    }

    /** The name of an element of a narrative that FHIR has no place for there (decision 0107), if there is one; else empty. */
    String forbidden() {
        return forbidden;
    }

    /** Writes brackets where the marks are, in the element and those within it, and tells how many. */
    int restoreIn(XhtmlNode element) {
        var restored = 0;
        for (var attribute : element.getAttributes().entrySet()) {
            @Nullable String value = attribute.getValue();
            if (value != null && value.contains(mark)) {
                restored += value.length() - value.replace(mark, "").length();
                attribute.setValue(value.replace(mark, ">"));
            }
        }
        for (var child : element.getChildNodes()) {
            restored += restoreIn(child);
        }
        return restored;
    }

    private NarrativeBrackets read() {
        for (var open = text.indexOf('<'); open >= 0; open = text.indexOf('<', place)) {
            place = open;
            if (text.startsWith("<!--", place)) {
                skipPast("-->");
            } else if (text.startsWith("<![CDATA[", place)) {
                skipPast("]]>");
            } else if (text.startsWith("<?", place)) {
                // HL7's reader ends it there, and reads what follows.
                skipPast(depth > 0 ? ">" : "?>");
            } else if (text.startsWith("</", place)) {
                depth = Math.max(0, depth - 1);
                skipPast(">");
            } else {
                begin();
            }
        }
        return this;
    }

    private void skipPast(String end) {
        var next = text.indexOf(end, place);
        place = next < 0 ? text.length() : next + end.length();
    }

    private void begin() {
        var name = name();
        if (depth > 0 && isForbidden(name)) {
            forbidden = name;
        }
        if (depth > 0 || name.equals("div")) {
            depth++;
        }
        var before = '<';
        while (place < text.length()) {
            var next = text.charAt(place++);
            // Elsewhere a quote is a part of a value without quotes, which HL7's reader takes in JSON.
            if (before == '=' && (next == '"' || next == '\'')) {
                value(next);
            } else if (next == '>') {
                depth -= depth > 0 && text.charAt(place - 2) == '/' ? 1 : 0;
                return;
            }
            before = Character.isWhitespace(next) ? before : next;
        }
    }

    /** Without its prefix. */
    private String name() {
        var start = place + 1;
        var end = start;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end)) && "/>".indexOf(text.charAt(end)) < 0) {
            start = text.charAt(end) == ':' ? end + 1 : start;
            end++;
        }
        return text.substring(start, end);
    }

    /** A declaration (such as a document type) hides from this class what HL7's reader takes for elements. */
    private static boolean isForbidden(String name) {
        return name.equalsIgnoreCase("script") || name.equalsIgnoreCase("style") || name.startsWith("!");
    }

    private void value(char quote) {
        var end = text.indexOf(quote, place);
        end = end < 0 ? text.length() : end;
        if (depth > 0) {
            brackets.region(place, end);
            while (brackets.find()) {
                replaced.append(text, copied, brackets.start()).append(mark());
                copied = brackets.end();
                found++;
            }
        }
        place = Math.min(end + 1, text.length());
    }

    private String mark() {
        if (mark.isEmpty()) {
            mark = unused();
        }
        return mark;
    }

    /** Of the characters that mean nothing by themselves. */
    private String unused() {
        var used = new BitSet();
        text.chars().filter(NarrativeBrackets::isFree).forEach(used::set);
        CHARACTER
                .matcher(text)
                .results()
                .mapToInt(NarrativeBrackets::number)
                .filter(NarrativeBrackets::isFree)
                .forEach(used::set);
        var free = used.nextClearBit(FIRST_FREE);
        if (!isFree(free)) {
            throw new UnreadElement(
                    "An attribute of a narrative cannot be read in a body with all characters for private use.");
        }
        return Character.toString(free);
    }

    private static boolean isFree(int character) {
        return FIRST_FREE <= character && character <= LAST_FREE;
    }

    private static int number(MatchResult character) {
        return character.group(1) == null
                ? Integer.parseInt(character.group(2))
                : Integer.parseInt(character.group(1), 16);
    }
}
