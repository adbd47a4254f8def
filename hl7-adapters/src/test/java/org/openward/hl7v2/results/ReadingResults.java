package org.openward.hl7v2.results;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Messages;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.profiles.Systems;

/** What the tests of this package share: an analyzer with a small code map, and the way to a single result. */
final class ReadingResults {
    static final String NAMESPACE = "https://hospital.example/devices/xn1000";
    static final DeviceProfile ANALYZER = DeviceProfile.of("Device/xn1000", NAMESPACE, ZoneId.of("Asia/Kolkata"));
    static final String ORDER =
            "OBR|1|ACC-1|F-1|CBC^Blood count^99XN|||20260301094000|||||||||||||||20260301101400||HM|F";

    private static final Map<String, String> TESTS = Map.of("WBC", "6690-2", "HGB", "718-7", "PLT", "777-3");
    private static final Map<String, String> UNITS =
            Map.of("10*3/uL", "10*3/uL", "g/dL", "g/dL", "%", "%", "fL", "fL", "pg", "pg", "10*9/L", "10*9/L");

    static final CodeTranslation MAP = new CodeTranslation() {
        @Override
        public Optional<Coding> code(Coding sent) {
            return Optional.ofNullable(TESTS.get(sent.getCode()))
                    .map(loinc -> new Coding().setSystem(Systems.LOINC).setCode(loinc));
        }

        @Override
        public Optional<String> unit(String sent) {
            return Optional.ofNullable(UNITS.get(sent));
        }
    };

    private ReadingResults() {}

    static LaboratoryResults read(Hl7Message message) {
        return read(message, ANALYZER);
    }

    static LaboratoryResults read(Hl7Message message, DeviceProfile profile) {
        return new OruToResults(MAP).map(message, profile);
    }

    static LaboratoryResults read(String... segments) {
        return read(Messages.parsed(segments));
    }

    /** The only observation of a message with one ordinary order and this OBX. */
    static Observation observation(String result) {
        return observation(result, ANALYZER);
    }

    static Observation observation(String result, DeviceProfile profile) {
        return read(Messages.parsed(ORDER, result), profile)
                .reports()
                .get(0)
                .resources()
                .results()
                .get(0)
                .observation();
    }
}
