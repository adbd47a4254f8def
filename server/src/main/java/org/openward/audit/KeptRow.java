package org.openward.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditReport.Finding;
import org.openward.audit.AuditReport.Kind;
import org.openward.audit.witness.Discrepancy;

/**
 * A row exactly as the database keeps it, whether it makes sense or was tampered with.
 *
 * @param sequence its place among the rows of its transaction
 * @param transaction the PostgreSQL transaction that wrote it, says the row
 * @param writer the lower half of the transaction that wrote it, says PostgreSQL
 * @param texts every other column, in the order of the table; one that was added to the table later only where the row has something in it,
 *     so that rows from before keep their digests
 * @param server which server wrote it, says the row; it is among the texts too
 */
record KeptRow(
        UUID id,
        Instant recorded,
        long sequence,
        long transaction,
        long writer,
        List<@Nullable String> texts,
        @Nullable UUID server) {
    private static final String FORM = "openward-audit-row-1";
    private static final long LOWER_HALF = 0xffff_ffffL;

    /** SHA-256 over every column, each text with its length before it, so that no two rows share an encoding. */
    byte[] digest() {
        return sha256(out -> {
            text(out, FORM);
            out.writeLong(id.getMostSignificantBits());
            out.writeLong(id.getLeastSignificantBits());
            moment(out, recorded);
            out.writeLong(sequence);
            out.writeLong(transaction);
            out.writeInt(texts.size());
            for (var text : texts) {
                text(out, text);
            }
        });
    }

    /** What a server told of another row of its own. */
    Optional<Finding> told() {
        var word = String.valueOf(texts.get(AuditRows.INTERACTION));
        if (!Discrepancy.tellsOfMissing(word) && !Discrepancy.tellsOfInserted(word)) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                Discrepancy.tellsOfMissing(word) ? Kind.DELETED : Kind.INSERTED,
                AuditSearch.uuidOrNull(String.valueOf(texts.get(AuditRows.ENTITY))),
                recorded,
                String.valueOf(texts.get(AuditRows.DETAIL))));
    }

    /** False when a later transaction rewrote the row, or the transaction that it names is made up. */
    boolean isAsWritten() {
        return writer == (transaction & LOWER_HALF);
    }

    static void moment(DataOutputStream out, Instant moment) throws IOException {
        out.writeLong(moment.getEpochSecond());
        out.writeInt(moment.getNano());
    }

    static void text(DataOutputStream out, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
        } else {
            var bytes = value.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    static byte[] sha256(Encoding encoding) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            encoding.writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }

    /** Writes what a hash is taken over. */
    @FunctionalInterface
    interface Encoding {
        void writeTo(DataOutputStream out) throws IOException;
    }
}
