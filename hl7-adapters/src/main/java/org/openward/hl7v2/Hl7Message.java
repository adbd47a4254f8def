package org.openward.hl7v2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One HL7 v2 message: the bytes as they came, and its segments in order as readable text. */
public final class Hl7Message {
    static final String HEADER = "MSH";
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    private static final Pattern SEGMENT_NAME = Pattern.compile("[A-Z][A-Z0-9]{2}");

    /** An OBX that ends with its value has its name and five fields; it lacks the status that every result has. */
    private static final int UP_TO_VALUE = 6;

    private static final Set<String> TEXTS = Set.of("TX", "FT", "ST", "TXT", "");

    private final byte[] raw;
    private final Decoding decoding;
    private final List<Segment> segments;

    private Hl7Message(byte[] raw, Decoding decoding, List<Segment> segments) {
        this.raw = raw;
        this.decoding = decoding;
        this.segments = segments;
    }

    public static Hl7Message parse(byte[] raw) throws MalformedMessage {
        return parse(raw, Transmission.STANDARD);
    }

    public static Hl7Message parse(byte[] raw, Transmission transmission) throws MalformedMessage {
        HeaderLine header = HeaderLine.find(raw)
                .orElseThrow(() -> malformed(
                        ErrorCondition.SEGMENT_SEQUENCE_ERROR,
                        Place.of(HEADER),
                        "The message does not begin with MSH"));
        if (!header.declaresDistinctDelimiters()) {
            throw malformed(
                    ErrorCondition.DATA_TYPE_ERROR,
                    new Place(HEADER, 1, 2),
                    "The delimiters in MSH-1 and MSH-2 are missing or not distinct");
        }
        Decoding decoding = header.decoding(transmission);
        return new Hl7Message(raw, decoding, segments(header.body(decoding), header.notation(decoding)));
    }

    /** A message of another standard, said in segments of which the first is MSH. */
    public static Hl7Message translated(byte[] raw, Decoding decoding, List<Segment> segments) {
        if (segments.isEmpty() || !segments.get(0).name().equals(HEADER)) {
            throw new IllegalArgumentException("A message begins with its header");
        }
        return new Hl7Message(raw, decoding, List.copyOf(segments));
    }

    /** The message exactly as it was received; not a copy, not to be changed. */
    public byte[] raw() {
        return raw;
    }

    public Decoding decoding() {
        return decoding;
    }

    public List<Segment> segments() {
        return segments;
    }

    public List<Segment> segments(String name) {
        return segments.stream().filter(each -> each.name().equals(name)).toList();
    }

    public MessageHeader header() {
        return new MessageHeader(segments.get(0));
    }

    private static List<Segment> segments(String text, Notation notation) throws MalformedMessage {
        List<Segment> segments = new ArrayList<>();
        Map<String, Integer> occurrences = new HashMap<>();
        for (String line : lines(text, notation)) {
            String name = line.substring(0, HEADER.length());
            segments.add(Segment.of(line, occurrences.merge(name, 1, Integer::sum), notation));
        }
        if (segments.isEmpty() || !segments.get(0).name().equals(HEADER)) {
            throw malformed(
                    ErrorCondition.DATA_TYPE_ERROR,
                    new Place(HEADER, 1, 18),
                    "The message cannot be read in the character set set for its sender");
        }
        if (occurrences.getOrDefault(HEADER, 0) > 1) {
            throw malformed(
                    ErrorCondition.SEGMENT_SEQUENCE_ERROR,
                    new Place(HEADER, 2, 0),
                    "A second message begins inside this one");
        }
        return List.copyOf(segments);
    }

    /** Segments end with CR, LF or both; a line that cannot be a segment is a line break inside the field before it. */
    private static List<String> lines(String text, Notation notation) {
        List<StringBuilder> lines = new ArrayList<>();
        for (String line : LINE_END.split(text, -1)) {
            StringBuilder before = lines.isEmpty() ? null : lines.get(lines.size() - 1);
            if (isSegment(line, notation) && !continues(before, line, notation)) {
                lines.add(new StringBuilder(line));
            } else if (!line.isBlank() && before != null) {
                before.append('\n').append(line);
            }
        }
        return lines.stream().map(StringBuilder::toString).toList();
    }

    /** Whether a line that begins like a segment nobody knows is the next line of a text, since its OBX is not at its end. */
    private static boolean continues(@Nullable StringBuilder before, String line, Notation notation) {
        if (before == null || SegmentNames.includes(line.substring(0, HEADER.length()))) {
            return false;
        }
        List<String> fields = Field.split(before.toString(), notation.field());
        return fields.get(0).equals("OBX") && fields.size() == UP_TO_VALUE && TEXTS.contains(fields.get(2));
    }

    private static boolean isSegment(String line, Notation notation) {
        int length = HEADER.length();
        return line.length() >= length
                && SEGMENT_NAME.matcher(line.substring(0, length)).matches()
                && (line.length() == length || line.charAt(length) == notation.field());
    }

    private static MalformedMessage malformed(ErrorCondition condition, Place place, String text) {
        return new MalformedMessage(Problem.of(condition, place, text));
    }

    @Override
    public String toString() {
        return "Hl7Message" + segments;
    }
}
