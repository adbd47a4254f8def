package org.openward.interfaceengine.archive;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openward.hl7v2.Decoding;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Notation;
import org.openward.hl7v2.Transmission;
import org.openward.hl7v2.results.PatientAsSent.SentIdentifier;
import org.openward.hl7v2.results.PatientReading;

/**
 * The numbers that bytes of a feed give where they say whose they are, whether they are one message, several or a part of one: PID-2 to PID-4 and
 * MRG-1 of HL7, P-3 to P-5 of ASTM. What stands anywhere else is nobody's number: a code, an amount, a time.
 */
final class PatientFields {
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    private static final Pattern CHARSET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:+-]*");
    private static final Set<String> HEADERS = Set.of("MSH", "BHS", "FHS");
    private static final int NAME = 3;
    private static final char NONE = '\0';

    private final Charset charset;
    private final List<SentIdentifier> found = new ArrayList<>();
    private Notation notation;
    private boolean isAstm;

    private PatientFields(Charset charset) {
        this.charset = charset;
        this.notation = new Notation('|', '^', '~', '\\', '&', charset);
    }

    /** @param decoding the character set by which the message was read and why, or empty */
    static List<SentIdentifier> of(byte[] raw, String decoding) {
        var charset = charset(raw, decoding);
        var fields = new PatientFields(charset);
        for (var line : LINE_END.split(new String(raw, charset), -1)) {
            fields.take(begin(line));
        }
        return fields.found;
    }

    private static Charset charset(byte[] raw, String decoding) {
        var name = decoding.split(" ", 2)[0];
        return CHARSET.matcher(name).matches() && Charset.isSupported(name)
                ? Charset.forName(name)
                : Decoding.of(raw, Transmission.STANDARD).charset();
    }

    /** Some senders indent their lines, and a file may begin with a mark of its character set. */
    private static String begin(String line) {
        return (line.startsWith("\uFEFF") ? line.substring(1) : line).stripLeading();
    }

    private void take(String line) {
        if (line.length() > NAME && HEADERS.contains(line.substring(0, NAME)) && isDelimiter(line.charAt(NAME))) {
            var declared = declared(line, NAME);
            isAstm = false;
            notation = new Notation(
                    line.charAt(NAME), at(declared, 0), at(declared, 1), at(declared, 2), at(declared, 3), charset);
        } else if (line.length() > 2 && line.charAt(0) == 'H' && isDelimiter(line.charAt(1))) {
            var declared = declared(line, 1);
            isAstm = true;
            notation = new Notation(line.charAt(1), at(declared, 1), at(declared, 0), at(declared, 2), NONE, charset);
        } else if (isAstm) {
            takeRecord(line);
        } else {
            takeSegment(line);
        }
    }

    /** The delimiters that a header declares behind the first; one that is written twice counts once. */
    private static String declared(String header, int separator) {
        var end = header.indexOf(header.charAt(separator), separator + 1);
        return header.substring(separator + 1, end < 0 ? header.length() : end)
                .chars()
                .distinct()
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static char at(String declared, int place) {
        return place < declared.length() ? declared.charAt(place) : NONE;
    }

    private static boolean isDelimiter(char each) {
        return each > ' ' && each < 0x7F && !Character.isLetterOrDigit(each);
    }

    private void takeSegment(String line) {
        if (line.startsWith("PID" + notation.field())) {
            List.of(2, 3, 4).forEach(number -> found.addAll(PatientReading.identifiers(field(line, number))));
        } else if (line.startsWith("MRG" + notation.field())) {
            found.addAll(PatientReading.identifiers(field(line, 1)));
        }
    }

    /** The fields of a record are counted from its type on. */
    private void takeRecord(String line) {
        if (line.startsWith("P" + notation.field())) {
            List.of(3, 4, 5).stream()
                    .map(number -> field(line, number - 1).component(1))
                    .filter(number -> !number.isEmpty())
                    .forEach(number -> found.add(new SentIdentifier(number, "", "", "")));
        }
    }

    private Field field(String line, int number) {
        var parts = line.split(Pattern.quote(String.valueOf(notation.field())), -1);
        return new Field(number < parts.length ? parts[number] : "", notation);
    }
}
