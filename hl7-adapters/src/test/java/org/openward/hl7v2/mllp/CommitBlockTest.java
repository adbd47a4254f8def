package org.openward.hl7v2.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CommitBlockTest {
    private static final byte[] ANSWER = "MSH|x\rMSA|CA|1\r".getBytes(StandardCharsets.US_ASCII);

    @Test
    void the_word_that_a_message_is_kept_stands_in_a_frame_before_its_answer() {
        byte[] both = CommitBlock.before(ANSWER);

        assertThat(both).startsWith(0x06, 0x1C, 0x0D, 0x0B).endsWith(ANSWER);
        assertThat(CommitBlock.leads(both)).isTrue();
        assertThat(CommitBlock.without(both)).isEqualTo(ANSWER);
    }

    @Test
    void a_message_without_an_answer_is_still_known_to_be_kept() {
        byte[] alone = CommitBlock.before(new byte[0]);

        assertThat(alone).containsExactly(0x06);
        assertThat(CommitBlock.without(alone)).isEmpty();
        assertThat(CommitBlock.refuses(alone)).isFalse();
    }

    @Test
    void the_word_that_a_message_is_not_kept_leads_no_answer() {
        byte[] refusal = CommitBlock.notKept();

        assertThat(refusal).containsExactly(0x15);
        assertThat(CommitBlock.refuses(refusal)).isTrue();
        assertThat(CommitBlock.leads(refusal)).isFalse();
        assertThat(CommitBlock.leads(ANSWER)).isFalse();
        assertThat(CommitBlock.without(ANSWER)).isSameAs(ANSWER);
    }

    @Test
    void what_the_sender_says_about_our_frames_is_no_message() {
        assertThat(CommitBlock.is(new byte[] {0x06})).isTrue();
        assertThat(CommitBlock.is(new byte[] {0x15})).isTrue();
        assertThat(CommitBlock.is(new byte[] {0x06, 0x06})).isFalse();
        assertThat(CommitBlock.is(new byte[0])).isFalse();
        assertThat(CommitBlock.is(ANSWER)).isFalse();
    }
}
