package org.openward.astm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openward.astm.ReadingAstm.HEADER;
import static org.openward.astm.ReadingAstm.message;
import static org.openward.astm.ReadingAstm.messages;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.hl7v2.Decoding;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Transmission;

class AstmMessageTest {
    @Test
    void fields_components_and_repetitions_are_counted_as_in_the_standard() {
        AstmMessage message = message(HEADER, "P|1", "O|1|S-1^5^2||^^^WBC\\^^^RBC|R", "L|1|N");

        AstmRecord order = message.records("O").get(0);
        assertThat(message.header().field(5).component(2)).isEqualTo("1.2");
        assertThat(order.field(3).component(1)).isEqualTo("S-1");
        assertThat(order.field(5).repetitions())
                .extracting(each -> each.component(4))
                .containsExactly("WBC", "RBC");
        assertThat(order.text(30)).isEmpty();
        assertThat(order.place(5)).hasToString("O-5");
    }

    @Test
    void the_delimiters_are_those_that_the_header_declares() {
        AstmMessage message = message("H|@^\\|N-1||GX", "O|1|S-1||^^^A@^^^B", "C|1|I|a \\S\\ b \\F\\ c");

        assertThat(message.records("O").get(0).field(5).repetitions()).hasSize(2);
        assertThat(message.records("C").get(0).text(4)).isEqualTo("a ^ b | c");
    }

    @Test
    void a_delimiter_that_a_program_wrote_twice_counts_once() {
        assertThat(message("H|\\\\^&|||VIDAS", "R|1|^^^A")
                        .records("R")
                        .get(0)
                        .field(3)
                        .component(4))
                .isEqualTo("A");
    }

    @Test
    void every_header_begins_a_message() {
        assertThat(messages(HEADER, "P|1", "L|1|N", HEADER, "P|1", HEADER, "L|1|N"))
                .extracting(each -> each.records().size())
                .containsExactly(3, 2, 2);
    }

    @Test
    void whether_a_message_is_whole_and_was_broken_off_is_told() {
        assertThat(message(HEADER, "P|1").terminator()).isEmpty();
        assertThat(message(HEADER, "L|1").terminator()).isPresent();
        assertThat(message(HEADER, "L|1|N").isBrokenOff()).isFalse();
        assertThat(message(HEADER, "L|1|T").isBrokenOff()).isTrue();
    }

    @Test
    void a_line_break_inside_a_field_and_blanks_before_a_record_are_borne() {
        AstmMessage message = message(HEADER, "C|1|I|first", "second line", "  R|1|^^^A|5", "");

        assertThat(message.records("C").get(0).text(4)).isEqualTo("first\nsecond line");
        assertThat(message.records("R")).hasSize(1);
    }

    @Test
    void bytes_that_are_no_utf_8_are_read_in_the_set_of_the_device() throws MalformedMessage {
        byte[] latin = "H|\\^&\rC|1|I|LEUKOPÉNIE\r".getBytes(StandardCharsets.ISO_8859_1);

        AstmMessage message = AstmMessage.parse(latin, Transmission.STANDARD).get(0);

        assertThat(message.records("C").get(0).text(4)).isEqualTo("LEUKOPÉNIE");
        assertThat(message.decoding().rule()).isEqualTo(Decoding.Rule.DEVICE_DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P|1\r", "noise\rH|\\^&\r", "H||\r", "H|\\^&!\r", "HX\\^&\r"})
    void what_has_no_proper_header_is_no_message(String content) {
        assertThatThrownBy(() -> AstmMessage.parse(content.getBytes(StandardCharsets.UTF_8), Transmission.STANDARD))
                .isInstanceOf(MalformedMessage.class);
    }
}
