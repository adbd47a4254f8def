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
import org.openward.astm.link.LinkEvent.Cause;
import org.openward.astm.link.LinkEvent.Delivered;
import org.openward.astm.link.LinkEvent.Undelivered;
import org.openward.astm.link.LinkSettings.Packing;
import org.openward.astm.link.LinkSettings.Sizes;

class SendingTest {
    private static final String ORDER = "H|\\^&\rO|1\rL|1\r";

    @Test
    void a_message_is_called_framed_and_ended() {
        Line host = Line.host();

        assertThat(host.sends(ORDER)).isEqualTo(ENQ);
        assertThat(host.hears(ACK)).isEqualTo(frame(1, "H|\\^&\r"));
        assertThat(host.hears(ACK)).isEqualTo(frame(2, "O|1\r"));
        assertThat(host.hears(ACK)).isEqualTo(frame(3, "L|1\r"));
        assertThat(host.hears(ACK)).isEqualTo(EOT);

        assertThat(host.events(Delivered.class)).containsExactly(new Delivered(ORDER));
        assertThat(host.link.alarm()).isEmpty();
    }

    @Test
    void a_long_record_goes_on_in_the_next_frame() {
        Line host = Line.with(LinkSettings.HOST.with(new Sizes(5, 100, 1000)));
        host.sends("123456789\r");

        assertThat(host.hears(ACK)).isEqualTo(part(1, "12345"));
        assertThat(host.hears(ACK)).isEqualTo(frame(2, "6789\r"));
    }

    @Test
    void a_message_can_fill_its_frames_without_regard_to_records() {
        Line host = Line.with(LinkSettings.HOST.with(Packing.MESSAGE));
        host.sends(ORDER);

        assertThat(host.hears(ACK)).isEqualTo(frame(1, ORDER));
    }

    @Test
    void a_refused_frame_is_sent_six_times_and_then_given_up() {
        Line host = Line.host();
        host.sends(ORDER);
        String first = host.hears(ACK);

        for (int attempt = 2; attempt <= 6; attempt++) {
            assertThat(host.hears(NAK)).isEqualTo(first);
        }

        assertThat(host.hears(NAK)).isEqualTo(EOT);
        assertThat(host.events(Undelivered.class)).containsExactly(new Undelivered(Cause.REFUSED, ORDER));
    }

    @Test
    void a_refusal_that_is_followed_by_an_acknowledgement_costs_nothing() {
        Line host = Line.host();
        host.sends(ORDER);
        host.hears(ACK);
        host.hears(NAK);

        assertThat(host.hears(ACK)).isEqualTo(frame(2, "O|1\r"));
    }

    @Test
    void an_end_acknowledges_nothing_so_the_frame_is_sent_again() {
        Line host = Line.host();
        host.sends(ORDER);
        String first = host.hears(ACK);

        assertThat(host.hears(EOT)).isEqualTo(first);
        assertThat(host.hears(ACK)).isEqualTo(frame(2, "O|1\r"));
    }

    @Test
    void a_receiver_that_does_not_answer_a_frame_in_fifteen_seconds_is_given_up() {
        Line host = Line.host();
        host.sends(ORDER);
        host.hears(ACK);

        assertThat(host.waits(Duration.ofSeconds(14))).isEmpty();
        assertThat(host.waits(Duration.ofSeconds(1))).isEqualTo(EOT);
        assertThat(host.events(Undelivered.class)).containsExactly(new Undelivered(Cause.SILENCE, ORDER));
    }

    @Test
    void a_busy_receiver_is_called_again_after_ten_seconds() {
        Line host = Line.host();
        host.sends(ORDER);

        assertThat(host.hears(NAK)).isEmpty();
        assertThat(host.waits(Duration.ofSeconds(9))).isEmpty();
        assertThat(host.waits(Duration.ofSeconds(1))).isEqualTo(ENQ);
    }

    @Test
    void a_receiver_that_never_answers_a_call_is_given_up_after_six() {
        Line host = Line.host();
        host.sends(ORDER);

        for (int second = 0; second < 600; second++) {
            host.waits(Duration.ofSeconds(1));
        }

        assertThat(host.events(LinkEvent.Send.class))
                .extracting(LinkEvent.Send::wire)
                .filteredOn(ENQ::equals)
                .hasSize(6);
        assertThat(host.events(Undelivered.class)).containsExactly(new Undelivered(Cause.SILENCE, ORDER));
    }

    @Test
    void when_both_call_the_computer_yields_for_twenty_seconds_and_listens() {
        Line host = Line.host();
        host.sends(ORDER);

        assertThat(host.hears(ENQ)).isEmpty();
        assertThat(host.waits(Duration.ofSeconds(1))).isEmpty();
        assertThat(host.hears(ENQ)).isEqualTo(ACK);
        host.hears(frame(1, "Q|1\r"));
        assertThat(host.hears(EOT)).isEmpty();

        assertThat(host.received()).containsExactly("Q|1\r");
        assertThat(host.waits(Duration.ofSeconds(19))).isEqualTo(ENQ);
    }

    @Test
    void when_both_call_the_instrument_insists_after_a_second() {
        Line instrument = Line.with(LinkSettings.INSTRUMENT);
        instrument.sends(ORDER);

        assertThat(instrument.hears(ENQ)).isEmpty();

        assertThat(instrument.waits(Duration.ofSeconds(1))).isEqualTo(ENQ);
    }

    @Test
    void a_message_waits_until_the_line_is_free() {
        Line host = Line.host();
        host.hears(ENQ);

        assertThat(host.sends(ORDER)).isEmpty();
        host.hears(frame(1, "Q|1\r"));

        assertThat(host.hears(EOT)).isEqualTo(ENQ);
    }

    @Test
    void messages_go_one_after_the_other() {
        Line host = Line.host();
        host.sends("A\r");
        host.sends("B\r");

        assertThat(host.hears(ACK)).isEqualTo(frame(1, "A\r"));
        assertThat(host.hears(ACK)).isEqualTo(EOT + ENQ);
        assertThat(host.hears(ACK)).isEqualTo(frame(1, "B\r"));
    }

    @Test
    void what_waits_when_the_connection_ends_is_undelivered() {
        Line host = Line.host();
        host.sends("A\r");
        host.sends("B\r");

        host.closes();

        assertThat(host.events(Undelivered.class))
                .containsExactly(new Undelivered(Cause.CLOSED, "A\r"), new Undelivered(Cause.CLOSED, "B\r"));
    }

    @Test
    void control_characters_are_not_sent() {
        Line host = Line.host();

        assertThatThrownBy(() -> host.sends("A\u0003B\r")).isInstanceOf(IllegalArgumentException.class);
    }
}
