package org.openward.hl7v2.writing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One message while it is written, segment by segment. */
final class Sheet {
    /** HL7 gives MSH-10 20 characters until version 2.6. */
    private static final int LONGEST_CONTROL_ID = 20;

    /** What older character sets lack and can say otherwise without changing its meaning. */
    private static final Map<Integer, String> SPELLINGS = Map.ofEntries(
            Map.entry((int) '≤', "<="),
            Map.entry((int) '≥', ">="),
            Map.entry((int) '≠', "!="),
            Map.entry((int) '‘', "'"),
            Map.entry((int) '’', "'"),
            Map.entry((int) '“', "\""),
            Map.entry((int) '”', "\""),
            Map.entry((int) '–', "-"),
            Map.entry((int) '—', "-"),
            Map.entry((int) '…', "..."),
            Map.entry((int) 'μ', "u"),
            Map.entry((int) 'µ', "u"),
            Map.entry(0xA0, " "));

    private final Letterhead letterhead;
    private final String type;
    private final String controlId;
    private final List<Line> lines = new ArrayList<>();

    /**
     * Begins a message.
     *
     * @param structure of the message, which versions before 2.3.1 do not name
     */
    Sheet(Letterhead letterhead, String type, String structure, Stamp stamp) {
        if (stamp.controlId().isEmpty() || stamp.controlId().length() > LONGEST_CONTROL_ID) {
            throw new IllegalArgumentException("A control id has 1 to " + LONGEST_CONTROL_ID + " characters");
        }
        this.letterhead = letterhead;
        this.type = type;
        this.controlId = stamp.controlId();
        lines.add(header(structure, stamp.at()));
    }

    /** What tells a message from all others: its control id, and when it was written. */
    record Stamp(String controlId, Instant at) {}

    private Line header(String structure, Instant at) {
        var fields = new Fields(letterhead);
        var parties = letterhead.parties();
        var enhanced = letterhead.answers() == Letterhead.Answers.ENHANCED;
        // MSH-1 is the separator itself, so every field stands one further to the left.
        return new Line("MSH")
                .put(1, "^~\\&")
                .put(2, fields.text(parties.sendingApplication()))
                .put(3, fields.text(parties.sendingFacility()))
                .put(4, fields.text(parties.receivingApplication()))
                .put(5, fields.text(parties.receivingFacility()))
                .put(6, fields.time(at))
                .put(8, letterhead.isSince(Hl7Version.V2_3_1) ? type + "^" + structure : type)
                .put(9, fields.text(controlId))
                .put(10, "P")
                .put(11, letterhead.version().code())
                .put(14, enhanced ? "AL" : "")
                .put(15, enhanced ? "NE" : "")
                .put(17, letterhead.characterSet());
    }

    Sheet add(Line line) {
        lines.add(line);
        return this;
    }

    WrittenMessage written() throws CannotBeWritten {
        var text = new StringBuilder();
        for (var line : lines) {
            text.append(spelled(line)).append('\r');
        }
        return new WrittenMessage(type, controlId, encoded(text.toString()));
    }

    private byte[] encoded(String text) throws CannotBeWritten {
        try {
            ByteBuffer bytes = encoder().encode(CharBuffer.wrap(text));
            var exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException impossible) {
            throw new CannotBeWritten(
                    "The message cannot be written in " + letterhead.charset().name() + ".");
        }
    }

    private CharsetEncoder encoder() {
        return letterhead
                .charset()
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private String spelled(Line line) throws CannotBeWritten {
        var written = Normalizer.normalize(line.toString(), Normalizer.Form.NFC);
        var encoder = encoder();
        if (encoder.canEncode(written)) {
            return written;
        }
        var spelled = new StringBuilder();
        for (int each : written.codePoints().toArray()) {
            var character = Character.toString(each);
            var spelling = encoder.canEncode(character) ? character : SPELLINGS.get(each);
            if (spelling == null) {
                throw new CannotBeWritten("The segment " + line.name() + " has characters that "
                        + letterhead.charset().name() + " does not have; let the receiver take UTF-8.");
            }
            spelled.append(spelling);
        }
        return spelled.toString();
    }
}
