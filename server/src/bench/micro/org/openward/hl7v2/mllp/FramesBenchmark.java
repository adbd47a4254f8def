package org.openward.hl7v2.mllp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Cutting one blood count of about a kilobyte out of the stream. */
@State(Scope.Thread)
public class FramesBenchmark {
    private final ByteBuf bytes = Unpooled.wrappedBuffer(
            ("\u000bMSH|^~\\&|XN1000|LAB|OPENWARD|HOSPITAL|20261121081500||ORU^R01^ORU_R01|1|P|2.5.1\r"
                            + "OBX|1|NM|WBC^White blood cells^L||6.4|10*3/uL|4.0-10.0|N|||F|||20261121081200\r"
                                    .repeat(12)
                            + "\u001c\r")
                    .getBytes(StandardCharsets.UTF_8));
    private final Frames frames =
            new Frames(1 << 20, new Traffic(), FrameMemory.usual().share(() -> {}));

    @Benchmark
    public Optional<?> cutsOneMessage() {
        return frames.next(bytes.readerIndex(0));
    }
}
