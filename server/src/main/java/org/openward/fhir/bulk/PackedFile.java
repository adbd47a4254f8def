package org.openward.fhir.bulk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.lang3.StringUtils;

/** Puts the chunks of a file together again: as gzip (RFC 1952) without unpacking them, or as the lines that they are. */
final class PackedFile {
    /** What gzip needs besides the chunks. */
    static final int FRAME = 20;

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /** An empty block that says that it is the last. */
    private static final byte[] END = {3, 0};

    private static final int CRC_POLYNOMIAL = 0xedb88320;

    private PackedFile() {}

    static void writeGzip(Iterator<Chunk> chunks, OutputStream out) throws IOException {
        out.write(HEADER);
        long crc = 0;
        long size = 0;
        while (chunks.hasNext()) {
            var chunk = chunks.next();
            out.write(chunk.content());
            crc = combined(crc, chunk.crc(), chunk.size());
            size += chunk.size();
        }
        out.write(END);
        writeInteger(crc, out);
        writeInteger(size, out);
    }

    static void writeLines(Iterator<Chunk> chunks, OutputStream out) throws IOException {
        var inflater = new Inflater(true);
        try (var lines = new InflaterInputStream(new Deflated(chunks), inflater, 1 << 16)) {
            lines.transferTo(out);
        } finally {
            inflater.end();
        }
    }

    static List<String> lines(Chunk chunk) {
        var lines = new ByteArrayOutputStream(chunk.size());
        try {
            writeLines(List.of(chunk).iterator(), lines);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        // Not at every break that Unicode knows: those may stand within a text.
        var all = StringUtils.splitPreserveAllTokens(lines.toString(StandardCharsets.UTF_8), '\n');
        return List.of(all).subList(0, all.length - 1);
    }

    /** The chunks one after the other, and their end. */
    private static final class Deflated extends InputStream {
        private final Iterator<Chunk> chunks;
        private ByteArrayInputStream part = new ByteArrayInputStream(new byte[0]);
        private boolean isEnding;

        Deflated(Iterator<Chunk> chunks) {
            this.chunks = chunks;
        }

        @Override
        public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            while (part.available() == 0) {
                if (isEnding) {
                    return -1;
                }
                isEnding = !chunks.hasNext();
                part = new ByteArrayInputStream(isEnding ? END : chunks.next().content());
            }
            return part.read(buffer, offset, length);
        }
    }

    private static void writeInteger(long value, OutputStream out) throws IOException {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write((int) (value >>> shift) & 0xff);
        }
    }

    /**
     * The CRC-32 of two texts, one after the other: that of the first, shifted by the length of the second, and that of the second. A
     * shift by a length is a power of the shift by one bit, as a matrix over bits.
     */
    private static long combined(long first, long second, long length) {
        var power = new int[Integer.SIZE];
        power[0] = CRC_POLYNOMIAL;
        for (int bit = 1; bit < Integer.SIZE; bit++) {
            power[bit] = 1 << (bit - 1);
        }
        int shifted = (int) first;
        for (long bits = length * Byte.SIZE; bits > 0; bits >>= 1) {
            if ((bits & 1) == 1) {
                shifted = times(power, shifted);
            }
            power = squared(power);
        }
        return (shifted ^ (int) second) & 0xffffffffL;
    }

    private static int times(int[] matrix, int vector) {
        int sum = 0;
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if ((vector >>> bit & 1) == 1) {
                sum ^= matrix[bit];
            }
        }
        return sum;
    }

    private static int[] squared(int[] matrix) {
        var square = new int[Integer.SIZE];
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            square[bit] = times(matrix, matrix[bit]);
        }
        return square;
    }
}
