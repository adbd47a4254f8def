package org.openward.fhir.bulk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Gathers lines, and hands them on deflated whenever about a megabyte is together. */
public final class ChunkedLines implements AutoCloseable {
    private static final int ENOUGH = 1 << 20;

    private final Consumer<Chunk> ready;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final CRC32 crc = new CRC32();
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream(ENOUGH / 4);
    private final byte[] buffer = new byte[1 << 16];
    private int lines;
    private int size;

    public ChunkedLines(Consumer<Chunk> ready) {
        this.ready = ready;
    }

    /** Adds a line, without the break at its end. */
    public void add(String line) {
        var bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        crc.update(bytes);
        deflater.setInput(bytes);
        pack(Deflater.NO_FLUSH);
        lines++;
        size += bytes.length;
        if (size >= ENOUGH) {
            end();
        }
    }

    /** Hands on what is left. */
    public void end() {
        if (lines > 0) {
            // Ends at a whole byte and leaves the text open, so that the next chunk can follow it.
            pack(Deflater.SYNC_FLUSH);
            ready.accept(new Chunk(packed.toByteArray(), lines, size, crc.getValue()));
            deflater.reset();
            crc.reset();
            packed.reset();
            lines = 0;
            size = 0;
        }
    }

    private void pack(int flush) {
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, flush);
            packed.write(buffer, 0, count);
        } while (count == buffer.length || (flush == Deflater.NO_FLUSH && !deflater.needsInput()));
    }

    @Override
    public void close() {
        deflater.end();
    }
}
