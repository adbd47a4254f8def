package org.openward.hl7v2.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerFramesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void two_messages_of_an_answer_have_a_frame_each() {
        var both = AnswerFrames.of(bytes("MSH|one\r"), bytes("MSH|two\r"));

        assertThat(both).asString(StandardCharsets.UTF_8).isEqualTo("MSH|one\r\u001c\r\u000bMSH|two\r");
        assertThat(AnswerFrames.first(both)).isEqualTo(bytes("MSH|one\r"));
    }

    @Test
    void an_answer_of_one_message_is_its_own_first() {
        assertThat(AnswerFrames.first(bytes("MSH|one\r"))).isEqualTo(bytes("MSH|one\r"));
        assertThat(AnswerFrames.first(bytes(""))).isEmpty();
    }
}
