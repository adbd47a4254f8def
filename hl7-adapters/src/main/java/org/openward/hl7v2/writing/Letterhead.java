package org.openward.hl7v2.writing;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.openward.hl7v2.Notation;

/**
 * How messages to one receiver are written: who sends them to whom, in which version and characters, and how the receiver
 * is to acknowledge them.
 */
public record Letterhead(Parties parties, Hl7Version version, Charset charset, ZoneId zone, Answers answers) {
    /** Character sets in which no byte can be taken for a delimiter, by their names in HL7 table 0211. */
    private static final Map<String, String> NAMES = Map.of(
            "US-ASCII", "ASCII",
            "ISO-8859-1", "8859/1",
            "ISO-8859-2", "8859/2",
            "ISO-8859-5", "8859/5",
            "ISO-8859-6", "8859/6",
            "ISO-8859-7", "8859/7",
            "ISO-8859-8", "8859/8",
            "ISO-8859-9", "8859/9",
            "ISO-8859-15", "8859/15",
            "UTF-8", "UNICODE UTF-8");

    public Letterhead {
        if (!NAMES.containsKey(charset.name())) {
            throw new IllegalArgumentException("Messages are not written in " + charset.name());
        }
    }

    /** MSH-3 to MSH-6; any of them may be empty. */
    public record Parties(
            String sendingApplication, String sendingFacility, String receivingApplication, String receivingFacility) {}

    /** What the receiver answers. */
    public enum Answers {
        /** AA, AE or AR when it has worked on the message. */
        ORIGINAL,
        /** CA, CE or CR as soon as it has the message safe. */
        ENHANCED
    }

    /** The character sets in which messages can be written. */
    public static Set<String> charsets() {
        return NAMES.keySet();
    }

    Notation notation() {
        return new Notation('|', '^', '~', '\\', '&', charset);
    }

    /** MSH-18. */
    String characterSet() {
        return charset.equals(StandardCharsets.US_ASCII) ? "" : NAMES.getOrDefault(charset.name(), "");
    }

    boolean isSince(Hl7Version other) {
        return version.isSince(other);
    }
}
