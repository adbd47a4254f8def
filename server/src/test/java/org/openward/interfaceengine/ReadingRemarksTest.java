package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Coding;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.changes.MessageChanges;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.OruToResults;

class ReadingRemarksTest {
    private static final DeviceProfile SENDER =
            DeviceProfile.of("Device/7", "https://hospital.example/7", ZoneId.of("Asia/Kolkata"));

    private static final CodeTranslation NOTHING_MAPPED = new CodeTranslation() {
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
    void what_is_doubtful_left_out_or_kept_aside_of_results_is_told_with_its_place() throws MalformedMessage {
        var remarks = results(
                """
                PID|1||P-7^^^HIS^MR||Rao^Asha
                OBR|1|A-1|F-1|CBC^Blood count|||20260301090000|||||||||||||||20260301091500|||F
                OBX|1|NM|WBC||many|10*3/uL|||||F
                OBX|2|ED|PDF||^application^pdf^Base64^%%%||||||F
                OBX|3|ST|ASKED||yes||||||F||||||||||||||||||QST
                ZZ1|1
                ZZ1|2
                """);

        assertThat(remarks.all())
                .extracting(Outcome.Remark::code, Outcome.Remark::place)
                .contains(
                        tuple("value-does-not-fit-type", "OBX-5"),
                        tuple("unreadable-attachment", "OBX[2]-5"),
                        tuple("left-out", "OBX[3]"),
                        tuple("kept-aside", "ZZ1"));
        assertThat(remarks.all()).noneMatch(remark -> remark.detail().contains("many"));
    }

    @Test
    void of_a_registration_they_name_what_no_record_says() throws MalformedMessage {
        var remarks = changes(
                """
                PID|1||P-7^^^HIS^MR||Rao^Asha
                PV1|1|I|||||||||||||||||V-1
                PR1|1||APP^Appendectomy
                GT1|1||Rao^Anil
                GT1|2||Rao^Uma
                """);

        assertThat(remarks.all())
                .extracting(Outcome.Remark::code, Outcome.Remark::place, Outcome.Remark::detail)
                .containsExactly(
                        tuple(
                                "kept-aside",
                                "PR1",
                                "Segments without a place in a record, kept in the stored message: 1"),
                        tuple(
                                "kept-aside",
                                "GT1",
                                "Segments without a place in a record, kept in the stored message: 2"));
    }

    @Test
    void however_much_is_doubtful_a_few_remarks_are_kept_and_the_last_says_so() throws MalformedMessage {
        var many = IntStream.rangeClosed(1, 200)
                .mapToObj(number -> "OBX|" + number + "|NM|T" + number + "||many|g/L|||||F\n")
                .collect(Collectors.joining());

        var remarks = results("PID|1||P-7\nOBR|1|A-1|F-1|CBC|||20260301090000|||||||||||||||20260301|||F\n" + many);

        assertThat(remarks.all()).hasSize(50);
        assertThat(remarks.all().get(49).code()).isEqualTo("more-remarks");
        assertThat(remarks.all().get(49).detail()).startsWith("151 further");
    }

    private static ReadingRemarks results(String segments) throws MalformedMessage {
        return ReadingRemarks.of(new OruToResults(NOTHING_MAPPED).map(message("ORU^R01", segments), SENDER));
    }

    private static ReadingRemarks changes(String segments) throws MalformedMessage {
        return ReadingRemarks.of(MessageChanges.read(message("ADT^A01", segments), SENDER));
    }

    private static Hl7Message message(String event, String segments) throws MalformedMessage {
        var text = "MSH|^~\\&|HIS|WARD|OPENWARD|HOSPITAL|20260301101500+0530||" + event + "|M-1|P|2.5.1\r"
                + segments.replace('\n', '\r');
        return Hl7Message.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
