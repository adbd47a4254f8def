package org.openward.hl7v2.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.ErrorCondition;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Problem;

/** Takes a file apart at the lines that begin with a header or a trailer. */
final class BatchReader {
    /** Only ASCII characters are looked for, so that the character set of the messages does not matter. */
    private static final Pattern BOUNDARY =
            Pattern.compile("(?<=^|[\r\n])(?:FHS|BHS|MSH|BTS|FTS)(?=[!-/:-@\\[-`{-~]|[\r\n]|$)");

    private static final String FILE = "FHS";
    private static final String BATCH = "BHS";
    private static final String FILE_TRAILER = "FTS";
    private static final String BATCH_TRAILER = "BTS";
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    private final String text;
    private final List<Batch> batches = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<byte[]> messages = new ArrayList<>();
    private @Nullable Envelope file;
    private @Nullable Envelope batch;
    private boolean fileEnded;

    BatchReader(byte[] raw) {
        String latin = new String(raw, StandardCharsets.ISO_8859_1);
        this.text =
                (latin.startsWith(BYTE_ORDER_MARK) ? latin.substring(BYTE_ORDER_MARK.length()) : latin).stripLeading();
    }

    Optional<BatchFile> read() {
        if (!text.startsWith(FILE) && !text.startsWith(BATCH)) {
            return Optional.empty();
        }
        List<Integer> starts = new ArrayList<>();
        Matcher boundary = BOUNDARY.matcher(text);
        while (boundary.find()) {
            starts.add(boundary.start());
        }
        for (int index = 0; index < starts.size(); index++) {
            int end = index + 1 < starts.size() ? starts.get(index + 1) : text.length();
            take(text.substring(starts.get(index), end));
        }
        finish();
        return Optional.of(new BatchFile(Optional.ofNullable(file), batches, problems));
    }

    private void take(String part) {
        switch (part.substring(0, 3)) {
            case FILE -> file = header(part);
            case BATCH -> {
                endBatch(Optional.empty());
                batch = header(part);
            }
            case BATCH_TRAILER -> endBatch(Optional.of(part));
            case FILE_TRAILER -> {
                endBatch(Optional.empty());
                fileEnded = true;
                check(part, batches.size(), problems);
            }
            default -> messages.add(part.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void finish() {
        endBatch(Optional.empty());
        if (file != null && !fileEnded) {
            problems.add(missing(FILE_TRAILER));
        }
    }

    private void endBatch(Optional<String> trailer) {
        if (batch == null && messages.isEmpty() && trailer.isEmpty()) {
            return;
        }
        List<Problem> wrong = new ArrayList<>();
        trailer.ifPresent(line -> check(line, messages.size(), wrong));
        if (batch != null && trailer.isEmpty()) {
            wrong.add(missing(BATCH_TRAILER));
        } else if (batch == null && trailer.isPresent()) {
            wrong.add(missing(BATCH));
        }
        batches.add(new Batch(Optional.ofNullable(batch), messages, wrong));
        messages.clear();
        batch = null;
    }

    private static @Nullable Envelope header(String part) {
        String line = line(part);
        return line.length() > 3 ? Envelope.of(line) : null;
    }

    /** A trailer may leave its count out; one that is there must be right. */
    private static void check(String trailer, int counted, List<Problem> problems) {
        String line = line(trailer);
        String count = line.length() > 4 ? line.split(Pattern.quote(line.substring(3, 4)), -1)[1].strip() : "";
        boolean right = count.matches("\\d{1,9}") && Integer.parseInt(count) == counted;
        if (!count.isEmpty() && !right) {
            problems.add(Problem.of(
                    ErrorCondition.DATA_TYPE_ERROR,
                    new Place(trailer.substring(0, 3), 1, 1),
                    "The trailer's count is not the " + counted + " that came"));
        }
    }

    private static String line(String part) {
        return part.split("[\r\n]", 2)[0];
    }

    private static Problem missing(String segment) {
        return Problem.of(
                ErrorCondition.SEGMENT_SEQUENCE_ERROR,
                Place.of(segment),
                "There is no " + segment + ", so nobody knows whether everything came");
    }
}
