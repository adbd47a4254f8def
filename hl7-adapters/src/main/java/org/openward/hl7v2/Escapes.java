package org.openward.hl7v2;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The escape sequences of HL7 chapter 2.7, resolved and written. */
final class Escapes {
    private static final Pattern CHARACTER_SET = Pattern.compile("[CM]((?:[0-9A-Fa-f]{2}){2,3})");
    private static final Pattern LINE_SPACING = Pattern.compile("\\.sp(?:\\+?(\\d{1,2}))?");
    private static final Pattern LAYOUT = Pattern.compile("\\.(?:in|ti|sk)[+-]?\\d*|\\.(?:fi|nf)");
    private static final String ISO_2022 = "ISO-2022-JP-2";
    private static final byte ESC = 0x1B;

    private final String sent;
    private final Notation notation;
    private final StringBuilder text = new StringBuilder();
    private int position;

    private Escapes(String sent, Notation notation) {
        this.sent = sent;
        this.notation = notation;
    }

    static String resolve(String sent, Notation notation) {
        return new Escapes(sent, notation).resolveAll();
    }

    static String write(String text, Notation notation) {
        StringBuilder written = new StringBuilder(text.length());
        for (int index = 0; index < text.length(); index++) {
            char each = text.charAt(index);
            String name = nameOf(each, notation);
            written.append(name.isEmpty() ? each : notation.escape() + name + notation.escape());
        }
        return written.toString();
    }

    private static String nameOf(char character, Notation notation) {
        if (notation.escape() == Notation.NONE) {
            return "";
        }
        if (character == notation.field()) {
            return "F";
        } else if (character == notation.component()) {
            return "S";
        } else if (character == notation.subcomponent()) {
            return "T";
        } else if (character == notation.repetition()) {
            return "R";
        } else if (character == notation.escape()) {
            return "E";
        }
        return switch (character) {
            case '\r' -> "X0D";
            case '\n' -> ".br";
            default -> "";
        };
    }

    private String resolveAll() {
        while (position < sent.length()) {
            int open = sent.indexOf(notation.escape(), position);
            int close = open < 0 ? -1 : sent.indexOf(notation.escape(), open + 1);
            if (close < 0) {
                text.append(sent, position, sent.length());
                break;
            }
            text.append(sent, position, open);
            position = close + 1;
            resolveOne(open, sent.substring(open + 1, close));
        }
        return text.toString();
    }

    private void resolveOne(int open, String sequence) {
        Matcher designation = CHARACTER_SET.matcher(sequence);
        Optional<String> meaning = designation.matches() ? designatedRun(designation.group(1)) : meaning(sequence);
        if (meaning.isPresent()) {
            text.append(meaning.get());
        } else {
            // Not a sequence: the closing character may open the next one, as in C:\data\F\.
            text.append(sent, open, position - 1);
            position--;
            if (sequence.isEmpty() || position == open) {
                text.append(notation.escape());
                position++;
            }
        }
    }

    private Optional<String> meaning(String sequence) {
        return switch (sequence) {
            case "F" -> delimiter(notation.field());
            case "S" -> delimiter(notation.component());
            case "T" -> delimiter(notation.subcomponent());
            case "R" -> delimiter(notation.repetition());
            case "E" -> delimiter(notation.escape());
            case "H", "N" -> Optional.of("");
            case ".br", ".BR", ".ce" -> Optional.of("\n");
            default -> longMeaning(sequence);
        };
    }

    /** A delimiter that was never declared cannot be meant. */
    private static Optional<String> delimiter(char declared) {
        return declared == Notation.NONE ? Optional.empty() : Optional.of(String.valueOf(declared));
    }

    private Optional<String> longMeaning(String sequence) {
        if (isHexadecimal(sequence)) {
            return decode(HexFormat.of().parseHex(sequence.substring(1)), notation.charset());
        }
        Matcher spacing = LINE_SPACING.matcher(sequence.toLowerCase(Locale.ROOT));
        if (spacing.matches()) {
            String lines = spacing.group(1);
            return Optional.of("\n".repeat(lines == null ? 1 : Integer.parseInt(lines)));
        }
        return LAYOUT.matcher(sequence).matches() ? Optional.of("") : Optional.empty();
    }

    private static boolean isHexadecimal(String sequence) {
        boolean paired = sequence.length() >= 3 && sequence.length() % 2 == 1;
        return paired && sequence.charAt(0) == 'X' && sequence.chars().skip(1).allMatch(HexFormat::isHexDigit);
    }

    /** The run of text after a switch to another character set, up to the next escape sequence. */
    private Optional<String> designatedRun(String designator) {
        int next = sent.indexOf(notation.escape(), position);
        int end = next < 0 ? sent.length() : next;
        byte[] run = sent.substring(position, end).getBytes(StandardCharsets.ISO_8859_1);
        byte[] designation = HexFormat.of().parseHex(designator);
        ByteBuffer bytes = ByteBuffer.allocate(1 + designation.length + run.length);
        bytes.put(ESC).put(designation).put(run);
        Optional<String> decoded =
                Charset.isSupported(ISO_2022) ? decode(bytes.array(), Charset.forName(ISO_2022)) : Optional.empty();
        if (decoded.isPresent()) {
            position = end;
        }
        return decoded;
    }

    private static Optional<String> decode(byte[] bytes, Charset charset) {
        try {
            return Optional.of(charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException unreadable) {
            return Optional.empty();
        }
    }
}
