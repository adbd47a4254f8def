package org.openward.astm.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openward.astm.link.Line.ACK;
import static org.openward.astm.link.Line.ENQ;
import static org.openward.astm.link.Line.EOT;
import static org.openward.astm.link.Line.NAK;
import static org.openward.astm.link.Line.frame;
import static org.openward.astm.link.Line.part;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.openward.astm.link.LinkEvent.Broken;
import org.openward.astm.link.LinkEvent.Cause;
import org.openward.astm.link.LinkSettings.Sizes;

class ReceivingTest {
    @Test
    void frames_are_acknowledged_one_by_one_and_whole_at_the_end() {
        Line host = Line.host();

        assertThat(host.hears(ENQ)).isEqualTo(ACK);
        assertThat(host.hears(frame(1, "H|\\^&\r"))).isEqualTo(ACK);
        assertThat(host.hears(part(2, "R|1|^^^WB"))).isEqualTo(ACK);
        assertThat(host.hears(frame(3, "C|6.4\r"))).isEqualTo(ACK);
        assertThat(host.received()).isEmpty();
        assertThat(host.hears(EOT)).isEmpty();

        assertThat(host.received()).containsExactly("H|\\^&\rR|1|^^^WBC|6.4\r");
    }

    @Test
    void the_checksum_is_the_one_of_the_standard() {
        // STX 1 H | \ ^ & CR ETX: 0x31+0x48+0x7C+0x5C+0x5E+0x26+0x0D+0x03 = 0x1E5
        assertThat(frame(1, "H|\\^&\r")).isEqualTo("\u00021H|\\^&\r\u0003E5\r\n");
    }

    @Test
    void a_frame_is_acknowledged_only_after_it_is_kept() {
        Line host = Line.slowToKeep();
        host.hears(ENQ);

        assertThat(host.hears(frame(1, "H|\\^&\r"))).isEmpty();
        assertThat(host.waits(Duration.ofMinutes(5))).isEmpty();
        assertThat(host.stored()).isEqualTo(ACK);

        host.hears(EOT);
        assertThat(host.received()).hasSize(1);
    }

    @Test
    void a_frame_that_cannot_be_kept_is_asked_for_again() {
        Line host = Line.slowToKeep();
        host.hears(ENQ);
        host.hears(frame(1, "H|\\^&\r"));

        assertThat(host.notStored()).isEqualTo(NAK);
        assertThat(host.hears(frame(1, "H|\\^&\r"))).isEmpty();
        assertThat(host.stored()).isEqualTo(ACK);

        host.hears(EOT);
        assertThat(host.received()).containsExactly("H|\\^&\r");
    }

    @Test
    void a_frame_whose_checksum_is_wrong_is_refused_until_it_is_right() {
        Line host = Line.host();
        host.hears(ENQ);
        String good = frame(1, "H|\\^&\r");

        assertThat(host.hears(good.replace("H|", "G|"))).isEqualTo(NAK);
        assertThat(host.hears(good)).isEqualTo(ACK);

        host.hears(EOT);
        assertThat(host.received()).containsExactly("H|\\^&\r");
    }

    @Test
    void a_checksum_in_small_letters_and_a_frame_without_a_line_feed_are_taken() {
        Line host = Line.host();
        host.hears(ENQ);

        assertThat(host.hears("\u00021H|\\^&\r\u0003e5\r")).isEqualTo(ACK);
    }

    @Test
    void a_repeated_frame_is_acknowledged_and_not_kept_twice() {
        Line host = Line.host();
        host.hears(ENQ);
        host.hears(frame(1, "R|1\r"));

        assertThat(host.hears(frame(1, "R|1\r"))).isEqualTo(ACK);
        assertThat(host.hears(frame(2, "L|1\r"))).isEqualTo(ACK);
        host.hears(EOT);

        assertThat(host.received()).containsExactly("R|1\rL|1\r");
    }

    @Test
    void another_frame_under_the_last_number_or_out_of_turn_is_refused() {
        Line host = Line.host();
        host.hears(ENQ);
        host.hears(frame(1, "R|1\r"));

        assertThat(host.hears(frame(1, "R|2\r"))).isEqualTo(NAK);
        assertThat(host.hears(frame(3, "R|2\r"))).isEqualTo(NAK);
        assertThat(host.hears("\u00029R|2\r\u0003" + Controls.checksum("9R|2\r\u0003") + "\r\n"))
                .isEqualTo(NAK);
    }

    @Test
    void frame_numbers_go_round_from_seven_to_zero() {
        Line host = Line.host();
        host.hears(ENQ);

        for (int count = 1; count <= 20; count++) {
            assertThat(host.hears(frame(count % 8, "R|" + count + "\r"))).isEqualTo(ACK);
        }
        host.hears(EOT);

        assertThat(host.received().get(0)).startsWith("R|1\r").endsWith("R|20\r");
    }

    @Test
    void frames_may_come_byte_by_byte_or_all_at_once() {
        String all = ENQ + frame(1, "H|\\^&\r") + frame(2, "L|1\r") + EOT;
        Line atOnce = Line.host();
        Line byByte = Line.host();

        atOnce.hears(all);
        all.chars().forEach(each -> byByte.hears(String.valueOf((char) each)));

        assertThat(atOnce.received()).containsExactly("H|\\^&\rL|1\r").isEqualTo(byByte.received());
    }

    @Test
    void a_sender_that_ends_after_a_frame_that_was_refused_has_sent_nothing_whole() {
        Line host = Line.host();
        host.hears(ENQ);
        host.hears(frame(1, "H|\\^&\r"));
        host.hears(frame(2, "L|1\r").replace("L|", "M|"));

        host.hears(EOT);

        assertThat(host.received()).isEmpty();
        assertThat(host.events(Broken.class)).extracting(Broken::cause).containsExactly(Cause.ABANDONED);
    }

    @Test
    void a_transmission_that_ends_in_the_middle_of_a_message_or_a_frame_is_broken() {
        Line inMessage = Line.host();
        inMessage.hears(ENQ + part(1, "H|\\^"));
        inMessage.hears(EOT);
        Line inFrame = Line.host();
        inFrame.hears(ENQ + "\u00021H|\\^" + EOT);

        assertThat(inMessage.events(Broken.class)).hasSize(1);
        assertThat(inFrame.events(Broken.class)).hasSize(1);
        assertThat(inFrame.hears(ENQ)).isEqualTo(ACK);
    }

    @Test
    void a_silent_sender_is_given_up_after_thirty_seconds() {
        Line host = Line.host();
        host.hears(ENQ + frame(1, "H|\\^&\r"));

        host.waits(Duration.ofSeconds(29));
        assertThat(host.events(Broken.class)).isEmpty();
        host.waits(Duration.ofSeconds(1));

        assertThat(host.events(Broken.class)).extracting(Broken::cause).containsExactly(Cause.SILENCE);
        assertThat(host.events(Broken.class).get(0).transmission().content())
                .asString()
                .isEqualTo("H|\\^&\r");
        assertThat(host.link.alarm()).isEmpty();
    }

    @Test
    void a_sender_that_calls_again_begins_anew() {
        Line host = Line.host();
        host.hears(ENQ + frame(1, "H|\\^&\r") + frame(2, "P|1\r"));

        assertThat(host.hears(ENQ)).isEqualTo(ACK);
        host.hears(frame(1, "H|\\^&\r") + frame(2, "L|1\r") + EOT);

        assertThat(host.events(Broken.class)).extracting(Broken::cause).containsExactly(Cause.RESTART);
        assertThat(host.received()).containsExactly("H|\\^&\rL|1\r");
    }

    @Test
    void a_frame_whose_beginning_was_damaged_into_a_call_is_never_acknowledged() {
        Line host = Line.host();
        host.hears(ENQ + frame(1, "H|\\^&\r"));

        String damaged = ENQ + frame(2, "L|1\r").substring(1);

        assertThat(host.hears(damaged)).isEmpty();
    }

    @Test
    void a_call_in_the_middle_of_a_frame_that_nobody_expects_is_never_answered() {
        Line host = Line.host();

        assertThat(host.hears(frame(1, "R|" + ENQ + "|1\r"))).isEmpty();
        assertThat(host.hears(ENQ)).isEqualTo(ACK);
    }

    @Test
    void a_call_that_is_followed_by_nothing_keeps_the_line_alive_and_is_no_message() {
        Line host = Line.host();

        host.hears(ENQ);
        host.hears(EOT);

        assertThat(host.events).containsExactly(new LinkEvent.Send(ACK));
    }

    @Test
    void a_paused_line_says_that_it_is_busy_but_finishes_what_it_began() {
        Line host = Line.host();
        host.hears(ENQ + frame(1, "H|\\^&\r"));

        host.link.pause();
        host.hears(frame(2, "L|1\r") + EOT);
        assertThat(host.received()).hasSize(1);
        assertThat(host.hears(ENQ)).isEqualTo(NAK);
        host.link.resume();

        assertThat(host.hears(ENQ)).isEqualTo(ACK);
    }

    @Test
    void a_frame_or_a_transmission_that_is_too_long_is_refused() {
        Line host = Line.with(LinkSettings.HOST.with(new Sizes(240, 20, 30)));
        host.hears(ENQ);

        assertThat(host.hears(frame(1, "H".repeat(21)))).isEqualTo(NAK);
        assertThat(host.hears(frame(1, "H".repeat(20)))).isEqualTo(ACK);
        assertThat(host.hears(frame(2, "H".repeat(20)))).isEqualTo(NAK);
    }

    @Test
    void every_byte_of_a_frame_is_kept_whatever_its_character_set() {
        StringBuilder text = new StringBuilder("R|1|");
        for (char each = 0x20; each < 0x100; each++) {
            text.append(each);
        }
        Line host = Line.host();
        host.hears(ENQ + frame(1, text + "\r") + EOT);

        assertThat(host.received()).containsExactly(text + "\r");
    }

    @Test
    void a_whole_frame_ends_its_record_also_without_a_return() {
        Line host = Line.host();
        host.hears(ENQ + frame(1, "H|\\^&") + frame(2, "L|1\r") + EOT);

        assertThat(host.received()).containsExactly("H|\\^&\rL|1\r");
    }

    @Test
    void a_connection_that_ends_breaks_what_is_not_whole() {
        Line host = Line.host();
        host.hears(ENQ + frame(1, "H|\\^&\r"));

        host.closes();

        assertThat(host.events(Broken.class)).extracting(Broken::cause).containsExactly(Cause.CLOSED);
    }

    @Test
    void keeping_is_confirmed_only_when_something_waits_to_be_kept() {
        Line host = Line.host();

        assertThatThrownBy(host::stored).isInstanceOf(IllegalStateException.class);
    }
}
