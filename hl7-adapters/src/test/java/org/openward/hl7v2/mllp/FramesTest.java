package org.openward.hl7v2.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Streams of bytes made by chance; each failure names the seed that makes the same stream again. */
class FramesTest {
    private static final int LIMIT = 40;
    private static final byte[] MARKS = {Frames.START, Frames.END, Frames.RETURN, '\n', 'M', '|', 0, (byte) 0xFF};

    @Test
    void frames_are_found_among_noise_however_the_network_cuts_the_stream() {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            List<String> sent = new ArrayList<>();
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            long noise = 0;
            for (int count = random.nextInt(6); count >= 0; count--) {
                byte[] between = without(Frames.START, bytes(random, 20));
                stream.writeBytes(between);
                noise += between.length;
                byte[] content = content(random);
                stream.writeBytes(wire(Frames.framed(content)));
                sent.add(HexFormat.of().formatHex(content));
            }

            Read read = read(stream.toByteArray(), random::nextInt, LIMIT);

            assertThat(read.contents).as("seed %d", seed).isEqualTo(sent);
            assertThat(read.ignored).as("seed %d", seed).isEqualTo(noise);
            assertThat(read.oversize).as("seed %d", seed).isZero();
        }
    }

    @Test
    void any_stream_is_the_same_frames_byte_by_byte_and_all_at_once() {
        for (int seed = 0; seed < 3000; seed++) {
            byte[] stream = bytes(new Random(seed), 300);

            Read cut = read(stream, new Random(seed)::nextInt, 12);
            Read whole = read(stream, left -> left - 1, 12);

            assertThat(cut).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void a_frame_that_is_too_long_costs_no_more_than_its_limit_and_harms_no_other() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] large = without(Frames.START, new byte[20_000 + random.nextInt(20_000)]);
            Arrays.fill(large, (byte) 'x');
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            stream.writeBytes(wire(Frames.framed(large)));
            stream.writeBytes(wire(Frames.framed(new byte[] {'M'})));

            Read read = read(stream.toByteArray(), random::nextInt, 10_000 + random.nextInt(5_000));

            assertThat(read.oversize).as("seed %d", seed).isEqualTo(1);
            assertThat(read.contents).as("seed %d", seed).hasSize(2);
            assertThat(read.contents.get(0)).as("seed %d", seed).hasSizeLessThanOrEqualTo(2 * 15_000);
            assertThat(read.contents.get(1)).as("seed %d", seed).isEqualTo("4d");
        }
    }

    /** What was found in a stream: the contents, how many were too long, and how many bytes stood in no frame. */
    private record Read(List<String> contents, long oversize, long ignored) {}

    /** @param cuts how many bytes of what is left come at once, less one */
    private static Read read(byte[] stream, IntUnaryOperator cuts, int limit) {
        Traffic traffic = new Traffic();
        Frames frames = new Frames(limit, traffic, FrameMemory.usual().share(() -> {}));
        List<String> contents = new ArrayList<>();
        long oversize = 0;
        int position = 0;
        while (position < stream.length) {
            int length = 1 + cuts.applyAsInt(stream.length - position);
            ByteBuf piece = Unpooled.wrappedBuffer(stream, position, length);
            position += length;
            for (Optional<Frames.Frame> next = frames.next(piece); next.isPresent(); next = frames.next(piece)) {
                contents.add(HexFormat.of().formatHex(next.get().content()));
                oversize += next.get().isOversize() ? 1 : 0;
            }
        }
        return new Read(contents, oversize, traffic.ignoredBytes());
    }

    /** Anything that can stand in a frame: no beginning of another, no end but its own. */
    private static byte[] content(Random random) {
        byte[] content = without(Frames.START, bytes(random, LIMIT));
        for (int index = 1; index < content.length; index++) {
            if (content[index - 1] == Frames.END && content[index] == Frames.RETURN) {
                content[index] = ' ';
            }
        }
        return content.length == 0 ? new byte[] {'M'} : content;
    }

    private static byte[] without(byte mark, byte[] bytes) {
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = bytes[index] == mark ? (byte) ' ' : bytes[index];
        }
        return bytes;
    }

    private static byte[] bytes(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = MARKS[random.nextInt(MARKS.length)];
        }
        return bytes;
    }

    private static byte[] wire(ByteBuf framed) {
        byte[] wire = new byte[framed.readableBytes()];
        framed.readBytes(wire);
        return wire;
    }
}
