package org.openward.hl7v2.mllp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The content of one frame while it comes: in pieces, so that it takes hardly more memory than it has bytes. */
final class FrameBytes {
    private static final int SMALLEST = 1024;
    private static final int PIECE = 64 * 1024;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] last = new byte[SMALLEST];
    private int used;

    int size() {
        return full.size() * PIECE + used;
    }

    void add(byte each) {
        makeRoom();
        last[used++] = each;
    }

    void add(ByteBuf bytes, int count) {
        for (int left = count; left > 0; ) {
            makeRoom();
            int now = Math.min(left, last.length - used);
            bytes.readBytes(last, used, now);
            used += now;
            left -= now;
        }
    }

    private void makeRoom() {
        if (used < last.length) {
            return;
        }
        if (last.length < PIECE) {
            last = Arrays.copyOf(last, Math.min(PIECE, 2 * last.length));
        } else {
            full.add(last);
            last = new byte[PIECE];
            used = 0;
        }
    }

    byte[] all() {
        byte[] all = new byte[size()];
        int at = 0;
        for (byte[] piece : full) {
            System.arraycopy(piece, 0, all, at, PIECE);
            at += PIECE;
        }
        System.arraycopy(last, 0, all, at, used);
        return all;
    }

    /** Forgets everything behind the first {@code count} bytes, which are no more than one piece. */
    void keepFirst(int count) {
        byte[] first = full.isEmpty() ? last : full.get(0);
        int kept = Math.min(count, size());
        clear();
        last = Arrays.copyOf(first, Math.max(SMALLEST, kept));
        used = kept;
    }

    void clear() {
        full.clear();
        if (last.length > SMALLEST) {
            last = new byte[SMALLEST];
        }
        used = 0;
    }
}
