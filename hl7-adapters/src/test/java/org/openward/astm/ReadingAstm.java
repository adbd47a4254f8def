package org.openward.astm;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Transmission;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.profiles.Systems;

/** What the tests of this package share: an analyzer that knows a few codes, and the way from records to results. */
final class ReadingAstm {
    static final String HEADER = "H|\\^&|M-7||COUNTER^1.2^SN9|||||HOST||P|LIS2-A2|20260301101500";
    static final DeviceProfile ANALYZER =
            DeviceProfile.of("Device/counter", "https://hospital.example/devices/counter", ZoneId.of("Asia/Kolkata"));

    static final CodeTranslation MAP = new CodeTranslation() {
        @Override
        public Optional<Coding> code(Coding sent) {
            return sent.getCode().equals("WBC")
                    ? Optional.of(new Coding().setSystem(Systems.LOINC).setCode("6690-2"))
                    : Optional.empty();
        }

        @Override
        public Optional<String> unit(String sent) {
            return sent.startsWith("10^3") ? Optional.of("10*3/uL") : Optional.of(sent);
        }
    };

    private ReadingAstm() {}

    static AstmMessage message(String... records) {
        List<AstmMessage> messages = messages(records);
        if (messages.size() != 1) {
            throw new AssertionError("One message, not " + messages.size());
        }
        return messages.get(0);
    }

    static List<AstmMessage> messages(String... records) {
        try {
            return AstmMessage.parse(
                    (String.join("\r", records) + "\r").getBytes(StandardCharsets.UTF_8), Transmission.STANDARD);
        } catch (MalformedMessage unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    static LaboratoryResults read(String... records) {
        return read(AstmConventions.STANDARD, records);
    }

    static LaboratoryResults read(AstmConventions conventions, String... records) {
        return new AstmToResults(MAP).map(message(records), ANALYZER, conventions);
    }

    static List<Observation> observations(LaboratoryResults results) {
        return results.reports().stream()
                .flatMap(each -> each.resources().results().stream())
                .map(each -> each.observation())
                .toList();
    }
}
