package org.openward.hl7v2.mllp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/**
 * Cuts a stream of bytes into frames.
 *
 * <p>Bytes outside a frame are skipped and counted. A frame that starts again before it ended replaces the one begun:
 * its sender never got an acknowledgement and sends it again. A frame that is too long keeps its beginning, so that it
 * can be refused by name, and its rest is skipped.
 */
final class Frames {
    static final byte START = 0x0B;
    static final byte END = 0x1C;
    static final byte RETURN = 0x0D;
    private static final int KEPT_OF_OVERSIZE = 8 * 1024;

    private final int limit;
    private final Traffic traffic;
    private final FrameMemory.Share memory;
    private final FrameBytes content = new FrameBytes();
    private boolean inside;
    private boolean endSeen;
    private boolean waiting;
    private long skipped;
    private long length;

    Frames(int limit, Traffic traffic, FrameMemory.Share memory) {
        this.limit = limit;
        this.traffic = traffic;
        this.memory = memory;
    }

    /** The content as it goes out, or nothing at all for no content. */
    static ByteBuf framed(byte[] content) {
        return content.length == 0
                ? Unpooled.EMPTY_BUFFER
                : Unpooled.wrappedBuffer(new byte[] {START}, content, new byte[] {END, RETURN});
    }

    /** How many bytes came outside of any frame. */
    long skipped() {
        return skipped;
    }

    /** A frame that was begun and not yet ended. */
    boolean isInside() {
        return inside;
    }

    /** Whether bytes were left in the buffer because there is no memory for them now. */
    boolean isWaiting() {
        return waiting;
    }

    /** Reads up to the end of the next frame, or as far as there is memory, and leaves what follows in the buffer. */
    Optional<Frame> next(ByteBuf bytes) {
        waiting = false;
        while (bytes.isReadable() && !waiting) {
            if (inside && !hasRoom(2)) {
                waiting = true;
            } else if (!inside) {
                skipToStart(bytes);
            } else if (endSeen) {
                endSeen = false;
                byte following = bytes.readByte();
                if (following == RETURN) {
                    return Optional.of(finish());
                }
                keep(END);
                take(following);
            } else {
                takeRun(bytes);
            }
        }
        return Optional.empty();
    }

    private void skipToStart(ByteBuf bytes) {
        int before = bytes.bytesBefore(START);
        int count = before < 0 ? bytes.readableBytes() : before;
        bytes.skipBytes(count);
        traffic.ignored(count);
        skipped += count;
        if (before >= 0) {
            bytes.skipBytes(1);
            begin();
        }
    }

    private void takeRun(ByteBuf bytes) {
        int run = bytes.forEachByte(each -> each != END && each != START) - bytes.readerIndex();
        int plain = run < 0 ? bytes.readableBytes() : run;
        if (plain == 0) {
            take(bytes.readByte());
        } else if (hasRoom(plain)) {
            keep(bytes, plain);
        } else {
            waiting = true;
        }
    }

    /** What is longer than a message may be is not kept, so that it needs no memory. */
    private boolean hasRoom(int count) {
        return length + count > limit || memory.covers(content.size() + (long) count);
    }

    private void take(byte each) {
        if (each == END) {
            endSeen = true;
        } else if (each == START) {
            traffic.ignored(length);
            begin();
        } else {
            keep(each);
        }
    }

    private void begin() {
        content.clear();
        length = 0;
        inside = true;
        endSeen = false;
    }

    private void keep(byte each) {
        length++;
        if (length <= limit) {
            content.add(each);
        }
    }

    private void keep(ByteBuf bytes, int count) {
        int room = (int) Math.max(0, Math.min(count, limit - length));
        content.add(bytes, room);
        bytes.skipBytes(count - room);
        length += count;
        if (length > limit && content.size() > KEPT_OF_OVERSIZE) {
            content.keepFirst(KEPT_OF_OVERSIZE);
        }
    }

    private Frame finish() {
        inside = false;
        Frame frame = new Frame(content.all(), length > limit);
        content.clear();
        return frame;
    }

    /** The content of one frame, or only its beginning when it was too long. */
    static final class Frame {
        private final byte[] content;
        private final boolean oversize;

        private Frame(byte[] content, boolean oversize) {
            this.content = content;
            this.oversize = oversize;
        }

        byte[] content() {
            return content;
        }

        boolean isOversize() {
            return oversize;
        }
    }
}
