package org.openward.astm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Decoding;
import org.openward.hl7v2.ErrorCondition;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Notation;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Problem;
import org.openward.hl7v2.Transmission;

/** Cuts a transmission into messages and these into records. */
final class MessageReader {
    private static final String HEADER = "H";
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    private static final int DIGEST_LENGTH = 32;

    private final Decoding decoding;
    private final String text;
    private final List<AstmMessage> messages = new ArrayList<>();
    private final List<StringBuilder> lines = new ArrayList<>();
    private @Nullable Notation notation;

    MessageReader(byte[] content, Transmission transmission) {
        this.decoding = Decoding.of(content, transmission);
        this.text = new String(content, decoding.charset());
    }

    List<AstmMessage> read() throws MalformedMessage {
        for (String line : LINE_END.split(text, -1)) {
            take(line);
        }
        finish();
        if (messages.isEmpty()) {
            throw malformed(ErrorCondition.SEGMENT_SEQUENCE_ERROR, "There is no header record");
        }
        return List.copyOf(messages);
    }

    private void take(String line) throws MalformedMessage {
        // Some senders indent their records; a line that cannot be a record is a line break inside the field before it.
        String record = line.stripLeading();
        if (isHeader(record)) {
            finish();
            notation = notation(record);
            lines.add(new StringBuilder(record));
        } else if (notation == null) {
            if (!line.isBlank()) {
                throw malformed(ErrorCondition.SEGMENT_SEQUENCE_ERROR, "The first record is no header");
            }
        } else if (isRecord(record, notation)) {
            lines.add(new StringBuilder(record));
        } else if (!line.isBlank()) {
            lines.get(lines.size() - 1).append('\n').append(line);
        }
    }

    static boolean isHeader(String line) {
        return line.length() > 2 && line.startsWith(HEADER) && isDelimiter(line.charAt(1));
    }

    private static boolean isRecord(String line, Notation notation) {
        boolean typed = !line.isEmpty() && line.charAt(0) >= 'A' && line.charAt(0) <= 'Z';
        return typed && (line.length() == 1 || line.charAt(1) == notation.field());
    }

    private static boolean isDelimiter(char each) {
        return each > ' ' && each < 0x7F && !Character.isLetterOrDigit(each);
    }

    /** The delimiters as declared; one that is written twice, as by programs that escape a backslash, counts once. */
    private Notation notation(String header) throws MalformedMessage {
        char field = header.charAt(1);
        int end = header.indexOf(field, 2);
        String declared = end < 0 ? header.substring(2) : header.substring(2, end);
        int[] delimiters = declared.chars().distinct().toArray();
        boolean proper = delimiters.length > 0
                && delimiters.length <= 3
                && Arrays.stream(delimiters).allMatch(each -> isDelimiter((char) each));
        if (!proper) {
            throw malformed(ErrorCondition.DATA_TYPE_ERROR, "The delimiters are missing or not distinct");
        }
        char[] declaredOrNone = new char[3];
        for (int index = 0; index < delimiters.length; index++) {
            declaredOrNone[index] = (char) delimiters[index];
        }
        char none = 0;
        return new Notation(field, declaredOrNone[1], declaredOrNone[0], declaredOrNone[2], none, decoding.charset());
    }

    private void finish() {
        if (lines.isEmpty() || notation == null) {
            return;
        }
        List<AstmRecord> records = new ArrayList<>();
        Map<String, Integer> occurrences = new HashMap<>();
        for (StringBuilder line : lines) {
            String type = line.substring(0, 1);
            records.add(
                    new AstmRecord(type, occurrences.merge(type, 1, Integer::sum), notation, fields(line.toString())));
        }
        messages.add(new AstmMessage(decoding, digest(String.join("\r", lines)), records));
        lines.clear();
    }

    private List<String> fields(String line) {
        char separator = notation == null ? '|' : notation.field();
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int end = line.indexOf(separator); end >= 0; end = line.indexOf(separator, start)) {
            fields.add(line.substring(start, end));
            start = end + 1;
        }
        fields.add(line.substring(start));
        return fields;
    }

    private static String digest(String whole) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    private static MalformedMessage malformed(ErrorCondition condition, String text) {
        return new MalformedMessage(Problem.of(condition, Place.of(HEADER), text));
    }
}
