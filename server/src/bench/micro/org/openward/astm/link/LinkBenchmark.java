package org.openward.astm.link;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Taking in one transmission of twenty frames. */
@State(Scope.Thread)
public class LinkBenchmark {
    private static final Instant NOW = Instant.EPOCH;

    private final List<byte[]> frames = Frame.cut(
                    List.of("R|1|^^^WBC^White blood cells|6.4|10*3/uL|4.0-10.0|N||F||||20261121081200\r".repeat(60)),
                    240)
            .stream()
            .map(each -> each.wire().getBytes(StandardCharsets.ISO_8859_1))
            .toList();

    @Benchmark
    public List<LinkEvent> takesOneTransmission() {
        AstmLink link = new AstmLink(LinkSettings.HOST);
        link.receive(new byte[] {Controls.ENQ}, NOW);
        for (byte[] each : frames) {
            link.receive(each, NOW);
            link.stored(NOW);
        }
        return link.receive(new byte[] {Controls.EOT}, NOW);
    }
}
