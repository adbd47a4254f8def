package org.openward.hl7v2.batch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Writes the answer to a file: a batch of acknowledgements for each batch of messages, in the same envelopes. */
public final class BatchAcknowledgements {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);
    private static final int LAST_FIELD = 12;

    private final Clock clock;
    private final Supplier<String> controlIds;

    public BatchAcknowledgements(Clock clock, Supplier<String> controlIds) {
        this.clock = clock;
        this.controlIds = controlIds;
    }

    /**
     * Writes the whole answer.
     *
     * @param answers for each batch of the file, the acknowledgements of its messages; an empty one is not wanted
     */
    public byte[] answer(BatchFile file, List<List<byte[]>> answers) {
        if (answers.size() != file.batches().size()) {
            throw new IllegalArgumentException("Every batch is answered");
        }
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        file.header().ifPresent(header -> written.writeBytes(header("FHS", header)));
        for (int index = 0; index < answers.size(); index++) {
            answer(file.batches().get(index), answers.get(index), written);
        }
        file.header()
                .ifPresent(header -> written.writeBytes(bytes("FTS" + header.separator() + answers.size() + "\r")));
        return written.toByteArray();
    }

    private void answer(Batch batch, List<byte[]> answers, ByteArrayOutputStream written) {
        List<byte[]> wanted = answers.stream().filter(each -> each.length > 0).toList();
        batch.header().ifPresent(header -> written.writeBytes(header("BHS", header)));
        wanted.forEach(written::writeBytes);
        batch.header().ifPresent(header -> written.writeBytes(trailer(header, wanted.size(), batch)));
    }

    private static byte[] trailer(Envelope header, int count, Batch batch) {
        String comment = batch.problems().isEmpty()
                ? ""
                : header.separator() + batch.problems().get(0).text();
        return bytes("BTS" + header.separator() + count + comment + "\r");
    }

    /** The same header with sender and receiver changed over; field 12 names what it answers. */
    private byte[] header(String name, Envelope asked) {
        String[] fields = new String[LAST_FIELD - 1];
        for (int field = 2; field <= LAST_FIELD; field++) {
            fields[field - 2] = switch (field) {
                case 2 -> asked.field(2);
                case 3 -> asked.field(5);
                case 4 -> asked.field(6);
                case 5 -> asked.field(3);
                case 6 -> asked.field(4);
                case 7 -> OffsetDateTime.now(clock).format(TIME);
                case 11 -> controlIds.get();
                case 12 -> asked.controlId();
                default -> "";
            };
        }
        return bytes(name + asked.separator() + String.join(String.valueOf(asked.separator()), fields) + "\r");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
