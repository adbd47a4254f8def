package org.openward.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcknowledgementsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T05:00:00Z"), ZoneId.of("Asia/Kolkata"));
    private static final Problem UNKNOWN_TYPE = Problem.of(
            ErrorCondition.UNSUPPORTED_MESSAGE_TYPE, new Place("MSH", 1, 9), "This message type is not taken here");

    private final Acknowledgements acknowledgements = new Acknowledgements(CLOCK, () -> "ACK-7", "OPENWARD");

    @Test
    void an_acceptance_mirrors_the_header() {
        MessageHeader header =
                header("MSH|^~\\&|XN1000|LAB|LIS^1&a|WARD|20260301||ORU^R01^ORU_R01|M-1|P|2.5.1||||||8859/1");

        String answer = text(acknowledgements.accept(header, AcknowledgementMode.AS_SENT));

        assertThat(answer)
                .isEqualTo(
                        "MSH|^~\\&|LIS^1&a|WARD|XN1000|LAB|20260301103000+0530||ACK^R01^ACK|ACK-7|P|2.5.1||||||8859/1\r"
                                + "MSA|AA|M-1\r");
    }

    @Test
    void an_old_version_with_its_own_delimiters_is_answered_in_kind() {
        MessageHeader header = header("MSH|*~\\&|BC|MINDRAY|||20260301||ORU*R01|1|P|2.3.1");

        String answer = text(acknowledgements.refuse(header, AcknowledgementMode.AS_SENT, List.of(UNKNOWN_TYPE)));

        assertThat(answer)
                .isEqualTo("MSH|*~\\&|OPENWARD||BC|MINDRAY|20260301103000+0530||ACK*R01|ACK-7|P|2.3.1\r"
                        + "MSA|AR|1|This message type is not taken here|||200*Unsupported message type*HL70357\r"
                        + "ERR|MSH*1*9*200&Unsupported message type&HL70357\r");
    }

    @Test
    void orders_are_answered_by_a_response_that_repeats_them() {
        Hl7Message orders =
                Messages.parsed(Messages.bytes("MSH|^~\\&|CIS|WARD|||20260301||OML^O33^OML_O33|M-4|P|2.5.1\r"
                        + "PID|1||4711\rSPM|1|S-1\rSAC|||T-1\rORC|NW|O-1^CIS\rOBR|1|O-1^CIS||718-7\r"));

        String answer = text(acknowledgements.accept(orders, AcknowledgementMode.AS_SENT));

        assertThat(answer)
                .isEqualTo("MSH|^~\\&|OPENWARD||CIS|WARD|20260301103000+0530||ORL^O34^ORL_O34|ACK-7|P|2.5.1\r"
                        + "MSA|AA|M-4\rPID|1||4711\rSPM|1|S-1\rSAC|||T-1\rORC|OK|O-1^CIS|||\r");
    }

    @Test
    void what_became_of_orders_is_said_in_the_second_answer_only() {
        Hl7Message orders = Messages.parsed(
                Messages.bytes("MSH|^~\\&|CIS|WARD|||20260301||ORM^O01|M-5|P|2.3|||AL|AL\rPID|1||4711\rORC|NW|O-1\r"));

        String first = text(acknowledgements.accept(orders, AcknowledgementMode.AS_SENT));
        String second = text(acknowledgements.later(orders, AcknowledgementMode.AS_SENT, List.of(), OrderFate.HELD));

        assertThat(first).contains("||ACK^O01|").endsWith("MSA|CA|M-5\r");
        assertThat(second).contains("||ORR^O02|").endsWith("MSA|AA|M-5\rPID|1||4711\rORC|OK|O-1|||HD\r");
    }

    @Test
    void a_refusal_names_the_place_and_the_reason() {
        MessageHeader header = header("MSH|^~\\&|XN1000|LAB|||20260301||ORU^R01|M-2|P|2.5.1");
        Problem missing =
                Problem.of(ErrorCondition.REQUIRED_FIELD_MISSING, new Place("OBX", 3, 11), "A status | is missing");

        String answer = text(acknowledgements.refuse(header, AcknowledgementMode.AS_SENT, List.of(missing)));

        assertThat(answer).contains("\rMSA|AE|M-2|A status \\F\\ is missing\r");
        assertThat(answer)
                .endsWith("ERR||OBX^3^11|101^Required field missing^HL70357|E||||A status \\F\\ is missing\r");
    }

    @ParameterizedTest
    @CsvSource({
        "AS_SENT,  '',  '',  AA, AR",
        "AS_SENT,  '',  0,   AA, AR",
        "AS_SENT,  '',  2,   AA, AR",
        "AS_SENT,  xx,  AL,  AA, AR",
        "AS_SENT,  AL,  NE,  CA, CR",
        "AS_SENT,  AL,  AL,  CA, CR",
        "AS_SENT,  ER,  NE,  '', CR",
        "AS_SENT,  SU,  NE,  CA, ''",
        "AS_SENT,  NE,  AL,  AA, AR",
        "AS_SENT,  NE,  ER,  '', AR",
        "AS_SENT,  NE,  NE,  '', ''",
        "ORIGINAL, AL,  NE,  AA, AR",
        "ORIGINAL, NE,  NE,  AA, AR",
        "ENHANCED, '',  '',  CA, CR",
        "ENHANCED, '',  2,   CA, CR",
        "ENHANCED, NE,  AL,  AA, AR",
    })
    void the_mode_of_the_answer_follows_the_device_and_the_header(
            AcknowledgementMode mode, String accept, String application, String success, String failure) {
        MessageHeader header =
                header("MSH|^~\\&|XN1000|LAB|||20260301||ORU^R01|M-1|P|2.5.1|||" + accept + "|" + application);

        assertThat(code(acknowledgements.accept(header, mode))).isEqualTo(success);
        assertThat(code(acknowledgements.refuse(header, mode, List.of(UNKNOWN_TYPE))))
                .isEqualTo(failure);
    }

    @ParameterizedTest
    @CsvSource({
        "AS_SENT,  AL,  AL,  AA, AE",
        "AS_SENT,  AL,  ER,  '', AE",
        "AS_SENT,  AL,  SU,  AA, ''",
        "AS_SENT,  ER,  AL,  AA, AE",
        "AS_SENT,  AL,  NE,  '', ''",
        "AS_SENT,  AL,  '',  '', ''",
        "AS_SENT,  AL,  2,   '', ''",
        "AS_SENT,  xx,  AL,  '', ''",
        "AS_SENT,  NE,  AL,  '', ''",
        "AS_SENT,  '',  AL,  '', ''",
        "AS_SENT,  '',  '',  '', ''",
        "ORIGINAL, AL,  AL,  '', ''",
        "ENHANCED, AL,  AL,  AA, AE",
        "ENHANCED, '',  '',  '', ''",
        "ENHANCED, xx,  AL,  '', ''",
    })
    void a_second_answer_is_given_to_whoever_asks_for_it_after_a_first_one(
            AcknowledgementMode mode, String accept, String application, String success, String failure) {
        MessageHeader header =
                header("MSH|^~\\&|XN1000|LAB|||20260301||ORU^R01|M-1|P|2.5.1|||" + accept + "|" + application);
        Problem broken = Problem.of(ErrorCondition.APPLICATION_INTERNAL_ERROR, Place.of("MSH"), "It broke");

        assertThat(code(acknowledgements.later(header, mode, List.of()))).isEqualTo(success);
        assertThat(code(acknowledgements.later(header, mode, List.of(broken)))).isEqualTo(failure);
        assertThat(Acknowledgements.isAskedForLater(header, mode)).isEqualTo(!(success + failure).isEmpty());
    }

    @Test
    void a_second_answer_is_a_message_that_nobody_answers() {
        MessageHeader header = header("MSH|^~\\&|XN1000|LAB|LIS|WARD|20260301||ORU^R01|M-1|P|2.5.1|||AL|AL||8859/1");

        String answer = text(acknowledgements.later(header, AcknowledgementMode.AS_SENT, List.of()));

        assertThat(answer)
                .isEqualTo(
                        "MSH|^~\\&|LIS|WARD|XN1000|LAB|20260301103000+0530||ACK^R01^ACK|ACK-7|P|2.5.1|||NE|NE||8859/1\r"
                                + "MSA|AA|M-1\r");
    }

    @Test
    void bytes_without_a_header_get_a_readable_refusal() throws MalformedMessage {
        byte[] rubbish = {1, 2, 3, (byte) 0xFF, 'x'};
        Problem problem = Problem.of(
                ErrorCondition.SEGMENT_SEQUENCE_ERROR, Place.of("MSH"), "The message does not begin with MSH");

        byte[] answer = acknowledgements.refuse(rubbish, problem.rejected());

        Acknowledgement read = Acknowledgement.parse(answer);
        assertThat(read.code()).isEqualTo("AR");
        assertThat(read.controlId()).isEmpty();
        assertThat(text(answer)).contains("ERR||MSH^1|100^Segment sequence error^HL70357|E||||");
    }

    @Test
    void a_broken_message_with_a_readable_header_is_answered_by_name() throws MalformedMessage {
        byte[] raw = Messages.withHeader("OBR|1", Messages.HEADER);

        Acknowledgement answer = Acknowledgement.parse(acknowledgements.fail(raw));

        assertThat(answer.code()).isEqualTo("AE");
        assertThat(answer.controlId()).isEqualTo("M-1");
        assertThat(answer.isAccepted()).isFalse();
        assertThat(answer.reasons()).singleElement().asString().startsWith("207 MSH^1");
    }

    @Test
    void the_senders_own_letters_come_back_in_its_own_character_set() {
        byte[] raw = "MSH|^~\\&|Zürich|LAB|||20260301||ORU^R01|M-ü|P|2.5.1||||||8859/1\r"
                .getBytes(StandardCharsets.ISO_8859_1);
        MessageHeader header = MessageHeader.read(raw).orElseThrow();

        byte[] answer = acknowledgements.accept(header, AcknowledgementMode.AS_SENT);

        assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                .contains("|Zürich|LAB|")
                .contains("MSA|AA|M-ü\r");
    }

    private static MessageHeader header(String line) {
        return MessageHeader.read(Messages.bytes(line + "\r")).orElseThrow();
    }

    private static String text(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8);
    }

    private static String code(byte[] answer) {
        String text = text(answer);
        return text.isEmpty() ? "" : text.substring(text.indexOf("MSA|") + 4, text.indexOf("MSA|") + 6);
    }
}
