package org.openward.hl7v2;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The first line of a message read byte by byte, before its character set is known. */
final class HeaderLine {
    private static final int CHARACTER_SET_FIELD = 18;

    private final byte[] raw;
    private final int start;
    private final String line;

    private HeaderLine(byte[] raw, int start, String line) {
        this.raw = raw;
        this.start = start;
        this.line = line;
    }

    /** The header, when the bytes begin with MSH and a field separator after nothing but blanks or a byte order mark. */
    static Optional<HeaderLine> find(byte[] raw) {
        int start = 0;
        while (start < raw.length && isPadding(raw[start])) {
            start++;
        }
        int end = start;
        while (end < raw.length && raw[end] != '\r' && raw[end] != '\n') {
            end++;
        }
        String line = new String(raw, start, end - start, StandardCharsets.ISO_8859_1);
        boolean readable = line.startsWith(Hl7Message.HEADER)
                && line.length() > Hl7Message.HEADER.length()
                && isDelimiter(line.charAt(Hl7Message.HEADER.length()));
        return readable ? Optional.of(new HeaderLine(raw, start, line)) : Optional.empty();
    }

    private static boolean isPadding(byte each) {
        return each == ' '
                || each == '\r'
                || each == '\n'
                || each == '\t'
                || each == (byte) 0xEF
                || each == (byte) 0xBB
                || each == (byte) 0xBF;
    }

    private static boolean isDelimiter(char each) {
        return each > ' ' && each < 0x7F && !Character.isLetterOrDigit(each);
    }

    boolean declaresDistinctDelimiters() {
        String characters = separator() + encodingCharacters();
        boolean proper = characters.length() >= 2 && characters.length() <= 6;
        return proper
                && characters.chars().distinct().count() == characters.length()
                && characters.chars().allMatch(each -> isDelimiter((char) each));
    }

    Decoding decoding(Transmission transmission) {
        Segment header = Segment.of(line, 1, latin());
        return CharacterSets.decide(raw, header.field(CHARACTER_SET_FIELD), transmission);
    }

    Notation notation(Decoding decoding) {
        return latin().in(decoding.charset());
    }

    /** The whole message as text, without what stands before MSH. */
    String body(Decoding decoding) {
        return new String(raw, start, raw.length - start, decoding.charset());
    }

    /** The header alone, for a message whose rest cannot be read. */
    Segment segment(Decoding decoding) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        return Segment.of(new String(bytes, decoding.charset()), 1, notation(decoding));
    }

    private Notation latin() {
        String declared = encodingCharacters();
        return new Notation(
                separator(),
                delimiter(declared, 0),
                delimiter(declared, 1),
                delimiter(declared, 2),
                delimiter(declared, 3),
                StandardCharsets.ISO_8859_1);
    }

    private char separator() {
        return line.charAt(Hl7Message.HEADER.length());
    }

    private String encodingCharacters() {
        int from = Hl7Message.HEADER.length() + 1;
        int end = line.indexOf(separator(), from);
        return end < 0 ? line.substring(from) : line.substring(from, end);
    }

    private static char delimiter(String declared, int index) {
        return index < declared.length() ? declared.charAt(index) : Notation.NONE;
    }
}
