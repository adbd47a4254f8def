package org.openward.hl7v2;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.OruToResults;

/** Reading one blood count of twelve results: its segments alone, and up to FHIR. */
@State(Scope.Thread)
public class ReadingBenchmark {
    private final byte[] raw = ("MSH|^~\\&|XN1000|LAB|OPENWARD|HOSPITAL|20261121081500||ORU^R01^ORU_R01|1|P|2.5.1\r"
                    + "PID|1||MRN-1^^^HOSPITAL^MR||Rao^Asha||19800412|F\r"
                    + "OBR|1|A0001||CBC^Blood count|||20261121080000\r"
                    + "OBX|1|NM|WBC^White blood cells^L||6.4|10*3/uL|4.0-10.0|N|||F|||20261121081200\r".repeat(12))
            .getBytes(StandardCharsets.UTF_8);
    private final DeviceProfile device =
            DeviceProfile.of("Device/1", "https://openward.org/fhir/device/1", ZoneId.of("Asia/Kolkata"));
    private final OruToResults mapping = new OruToResults(new Nothing());

    @Benchmark
    public Hl7Message readsSegments() throws MalformedMessage {
        return Hl7Message.parse(raw);
    }

    @Benchmark
    public LaboratoryResults readsResults() throws MalformedMessage {
        return mapping.map(Hl7Message.parse(raw), device);
    }

    /** Knows no code. */
    private static final class Nothing implements CodeTranslation {
        @Override
        public Optional<Coding> code(Coding sent) {
            return Optional.empty();
        }

        @Override
        public Optional<String> unit(String sent) {
            return Optional.empty();
        }
    }
}
