package org.openward.interfaceengine.controls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.OruToResults;
import org.openward.profiles.Systems;
import org.openward.testing.InMemoryFhirStore;

class ControlRunsTest {
    private static final String LEVEL = "SPM|1|LOT-7&CONTROL|||||||||Q\rOBR|1|\"\"||NA^Sodium^L\r"
            + "OBX|1|NM|NA^Sodium^L|1|141|mmol/L||N|||F|||20260301101200\r";
    private static final String PATIENTS = "SPM|1|A-1|||||||||P\rOBR|1|A-1||NA^Sodium^L\r"
            + "OBX|1|NM|NA^Sodium^L|1|141|mmol/L||N|||F|||20260301101200\r";

    private static final CodeTranslation NO_MAP = new CodeTranslation() {
        @Override
        public Optional<Coding> code(Coding sent) {
            return Optional.empty();
        }

        @Override
        public Optional<String> unit(String sent) {
            return Optional.empty();
        }
    };

    @Test
    void a_run_names_controls_or_calibrators_only_and_brings_their_results() throws Exception {
        assertThat(ControlRuns.areIn(read(LEVEL))).isTrue();
        assertThat(ControlRuns.areIn(read("PID|1||LOT-7\r" + LEVEL))).isTrue();
        assertThat(ControlRuns.areIn(read("PID|1||LOT-7||||20271231|U\r" + LEVEL)))
                .isTrue();
        assertThat(ControlRuns.areIn(read(LEVEL.replace("|Q\r", "|C\r")))).isTrue();
        assertThat(ControlRuns.areIn(read(LEVEL + LEVEL.replace("LOT-7", "LOT-8"))))
                .isTrue();
    }

    @Test
    void what_may_be_a_persons_is_no_run() throws Exception {
        assertThat(ControlRuns.areIn(read(PATIENTS))).isFalse();
        assertThat(ControlRuns.areIn(read("PID|1||MRN-1||Rao^Asha\r" + LEVEL))).isFalse();
        assertThat(ControlRuns.areIn(read("PID|1||MRN-1||||19800412\r" + LEVEL)))
                .isFalse();
        assertThat(ControlRuns.areIn(read("PID|1||MRN-1|||||F\r" + LEVEL))).isFalse();
        assertThat(ControlRuns.areIn(read(LEVEL + PATIENTS))).isFalse();
        assertThat(ControlRuns.areIn(read(LEVEL.replace("|Q\r", "|L\r")))).isFalse();
    }

    @Test
    void what_brings_no_results_or_loses_one_is_no_run() throws Exception {
        assertThat(ControlRuns.areIn(read("SPM|1|LOT-7|||||||||Q\rOBR|1\r"))).isFalse();
        assertThat(ControlRuns.areIn(read(LEVEL + "OBX|2|NM|||7|g/L|||||F\r"))).isFalse();
        assertThat(ControlRuns.areIn(read("EVN|1\r"))).isFalse();
    }

    @Test
    void its_results_are_the_analyzers_own_and_new_each_time() throws Exception {
        var runs = new ControlRuns(new InMemoryFhirStore());

        var first = runs.results(read(LEVEL), "7", "41").get(0);
        var second = runs.results(read(LEVEL), "7", "42").get(0);

        assertThat(first.getSubject().getReference()).isEqualTo("Device/7");
        assertThat(first.getCategory()).hasSize(1);
        assertThat(first.getCategoryFirstRep().getCodingFirstRep().getSystem()).isEqualTo(Systems.SPECIMEN_ROLE);
        assertThat(first.getCategoryFirstRep().getCodingFirstRep().getCode()).isEqualTo("Q");
        assertThat(first.getSpecimen().getIdentifier().getValue()).contains("LOT-7");
        assertThat(first.getSpecimen().hasReference()).isFalse();
        assertThat(first.getValueQuantity().getValue()).isEqualByComparingTo("141");
        assertThat(first.getIdentifier()).singleElement().satisfies(number -> assertThat(number.getValue())
                .isEqualTo("41-1"));
        assertThat(second.getIdentifierFirstRep().getValue()).isEqualTo("42-1");
    }

    private static LaboratoryResults read(String segments) throws MalformedMessage {
        var message = "MSH|^~\\&|PRO|LAB|||20260301101500+0530||OUL^R22^OUL_R22|M-1|P|2.5.1\r" + segments;
        return new OruToResults(NO_MAP)
                .map(
                        Hl7Message.parse(message.getBytes(StandardCharsets.UTF_8)),
                        DeviceProfile.of("Device/7", "https://hospital.example/devices/7", ZoneId.of("Asia/Kolkata")));
    }
}
