package org.openward.security.outbound;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An answer's body, unpacked, that ends with an error where it grows too long. */
final class LimitedBody extends FilterInputStream {
    private final long limit;
    private long left;

    LimitedBody(InputStream body, long limit) {
        super(body);
        this.limit = limit;
        this.left = limit;
    }

    @Override
    public int read() throws IOException {
        var next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        var read = super.read(into, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        var skipped = super.skip(bytes);
        count(skipped);
        return skipped;
    }

    /** Closing the stream would read it to its end; the connection is closed instead. */
    @Override
    public void close() {}

    private void count(long bytes) throws AnswerTooLarge {
        left -= bytes;
        if (left < 0) {
            throw new AnswerTooLarge(limit);
        }
    }
}
