package org.openward.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.hl7v2.IntakePolicy.TestMessages;

class IntakePolicyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "ADT^A01|M-1|P|2.5.1!UNSUPPORTED_MESSAGE_TYPE!MSH-9!REJECT",
                "ORU^R99|M-1|P|2.5.1!UNSUPPORTED_EVENT_CODE!MSH-9!REJECT",
                "ORU^R01|M-1|Z|2.5.1!UNSUPPORTED_PROCESSING_ID!MSH-11!REJECT",
                "ORU^R01|M-1|P|3.0!UNSUPPORTED_VERSION_ID!MSH-12!REJECT",
                "|M-1|P|2.5.1!REQUIRED_FIELD_MISSING!MSH-9!ERROR",
                "ORU^R01||P|2.5.1!REQUIRED_FIELD_MISSING!MSH-10!ERROR",
            })
    void what_is_not_taken_is_named(String end, ErrorCondition condition, String place, Problem.Severity severity) {
        Hl7Message message = Messages.parsed(Messages.bytes("MSH|^~\\&|XN|LAB|||20260301||" + end + "\rOBR|1\r"));

        assertThat(IntakePolicy.RESULTS.problems(message)).singleElement().satisfies(problem -> {
            assertThat(problem.condition()).isEqualTo(condition);
            assertThat(problem.place()).hasToString(place);
            assertThat(problem.severity()).isEqualTo(severity);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ORU^R01|1|P|2.3.1", "ORU^R01^ORU_R01|1|P^A|2.5.1^IND", "ORU^R32^ORU_R30|1|Q|2.8", "ORU^R01|1||"
            })
    void what_analyzers_really_send_is_taken(String end) {
        Hl7Message message = Messages.parsed(Messages.bytes("MSH|^~\\&|XN|LAB|||20260301||" + end + "\rOBR|1\r"));

        assertThat(IntakePolicy.RESULTS.problems(message)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"T", "D", "T^A"})
    void a_test_message_is_refused_unless_its_sender_may_send_such(String processingId) {
        Hl7Message message = Messages.parsed(
                Messages.bytes("MSH|^~\\&|XN|LAB|||20260301||ORU^R01|M-1|" + processingId + "|2.5.1\rOBR|1\r"));
        IntakePolicy trying = new IntakePolicy(Set.of(MessageKind.RESULTS), TestMessages.TAKEN);

        assertThat(IntakePolicy.RESULTS.problems(message)).singleElement().satisfies(problem -> {
            assertThat(problem.condition()).isEqualTo(ErrorCondition.UNSUPPORTED_PROCESSING_ID);
            assertThat(problem.severity()).isEqualTo(Problem.Severity.REJECT);
        });
        assertThat(trying.problems(message)).isEmpty();
    }

    @Test
    void a_result_message_without_an_order_segment_is_refused() {
        assertThat(IntakePolicy.RESULTS.problems(Messages.parsed("PID|1")))
                .extracting(Problem::condition)
                .containsExactly(ErrorCondition.SEGMENT_SEQUENCE_ERROR);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "ADT^A28!PID|1||4711^^^HIS^MR!!",
                "ADT^A99!PID|1||4711!UNSUPPORTED_EVENT_CODE!MSH-9",
                "ADT^A28!PID|1||||Rao!REQUIRED_FIELD_MISSING!PID-3",
                "ADT^A40!PID|1||4711!SEGMENT_SEQUENCE_ERROR!MRG",
                "ADT^A28!EVN|A28!SEGMENT_SEQUENCE_ERROR!PID",
                "SIU^S12!SCH|||||||CHECKUP!REQUIRED_FIELD_MISSING!SCH-2",
                "SIU^S23!SCH|1|2!!",
                "SIU^S24!SCH|1!!",
                "SIU^S25!SCH|1|2!UNSUPPORTED_EVENT_CODE!MSH-9",
                "ORU^R01!OBR|1!UNSUPPORTED_MESSAGE_TYPE!MSH-9",
            })
    void a_sender_of_other_things_sends_those_and_with_what_they_need(
            String type, String segment, ErrorCondition condition, String place) {
        IntakePolicy policy =
                new IntakePolicy(Set.of(MessageKind.REGISTRATIONS, MessageKind.SCHEDULES), TestMessages.REFUSED);
        Hl7Message message = Messages.parsed(
                Messages.bytes("MSH|^~\\&|HIS|WEST|||20260301||" + type + "|1|P|2.5.1\r" + segment + "\r"));

        List<String> found = policy.problems(message).stream()
                .map(problem -> problem.condition() + " " + problem.place())
                .toList();

        assertThat(found).isEqualTo(condition == null ? List.of() : List.of(condition + " " + place));
    }
}
