package org.openward.audit;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openward.tenancy.TenantId;

/**
 * A link of a tenant's chain: the digests of all its audit rows written by the transactions of a range, and the hash of
 * the link before.
 *
 * @param hash SHA-256 in hexadecimal
 */
record SealedBlock(
        TenantId tenant, long number, Range range, Leaves leaves, String previousHash, String hash, Instant sealedAt) {
    private static final String FORM = "openward-audit-block-1";
    /** What the first block names as the hash before it. */
    static final String NO_HASH = "0".repeat(64);

    /** Transactions from the first, inclusive, to the last, exclusive. */
    record Range(long from, long to) {}

    /** Seals the rows, which are all that the transactions up to the horizon have written since the block before. */
    static SealedBlock first(TenantId tenant, long horizon, List<KeptRow> rows, Instant sealedAt) {
        return sealed(tenant, 1, new Range(0, horizon), Leaves.of(rows), NO_HASH, sealedAt);
    }

    SealedBlock next(long horizon, List<KeptRow> rows, Instant moment) {
        return sealed(tenant, number + 1, new Range(range.to(), horizon), Leaves.of(rows), hash, moment);
    }

    private static SealedBlock sealed(
            TenantId tenant, long number, Range range, Leaves leaves, String previousHash, Instant sealedAt) {
        var unhashed = new SealedBlock(tenant, number, range, leaves, previousHash, NO_HASH, sealedAt);
        return new SealedBlock(tenant, number, range, leaves, previousHash, unhashed.calculatedHash(), sealedAt);
    }

    /** What the hash must be, given everything else that stands in this block. */
    String calculatedHash() {
        return HexFormat.of().formatHex(KeptRow.sha256(out -> {
            KeptRow.text(out, FORM);
            KeptRow.text(out, tenant.value());
            out.writeLong(number);
            out.writeLong(range.from());
            out.writeLong(range.to());
            KeptRow.text(out, previousHash);
            KeptRow.moment(out, sealedAt);
            out.writeInt(leaves.bytes().length);
            out.write(leaves.bytes());
        }));
    }

    /** The sequence and the digest of each row of a block, in the order of the rows. */
    static final class Leaves {
        private static final int DIGEST = 32;
        private static final int LEAF = Long.BYTES + DIGEST;

        private final byte[] bytes;

        Leaves(byte[] bytes) {
            this.bytes = bytes;
        }

        static Leaves of(List<KeptRow> rows) {
            var buffer = ByteBuffer.allocate(rows.size() * LEAF);
            rows.forEach(row -> buffer.putLong(row.sequence()).put(row.digest()));
            return new Leaves(buffer.array());
        }

        Map<Long, ByteBuffer> bySequence() {
            var digests = new LinkedHashMap<Long, ByteBuffer>();
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.remaining() >= LEAF) {
                var sequence = buffer.getLong();
                var digest = new byte[DIGEST];
                buffer.get(digest);
                digests.put(sequence, ByteBuffer.wrap(digest));
            }
            return digests;
        }

        byte[] bytes() {
            return bytes;
        }

        int count() {
            return bytes.length / LEAF;
        }

        long first() {
            return ByteBuffer.wrap(bytes).getLong();
        }

        long last() {
            return ByteBuffer.wrap(bytes).getLong((count() - 1) * LEAF);
        }
    }
}
