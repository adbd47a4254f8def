package org.openward.astm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openward.astm.MessageCutter.Completeness;
import org.openward.astm.MessageCutter.Cut;
import org.openward.astm.link.Frame;

class MessageCutterTest {
    private final MessageCutter cutter = new MessageCutter();

    @Test
    void a_message_ends_with_its_terminator_and_not_before() {
        assertThat(kept("H|\\^&|||XN\r")).isEmpty();
        assertThat(kept("R|1|^^^WBC|5.5\r")).isEmpty();
        assertThat(cutter.isEmpty()).isFalse();

        assertThat(kept("L|1|N\r"))
                .containsExactly(new Cut("H|\\^&|||XN\rR|1|^^^WBC|5.5\rL|1|N\r", Completeness.WHOLE));
        assertThat(cutter.isEmpty()).isTrue();
    }

    @Test
    void a_record_is_whole_only_with_its_line() {
        assertThat(kept("H|\\^&\rR|1|^^^X|5\rL", Frame.End.CONTINUED)).isEmpty();

        assertThat(kept("|1|N")).singleElement().satisfies(cut -> assertThat(cut.text())
                .isEqualTo("H|\\^&\rR|1|^^^X|5\rL|1|N\r"));
    }

    @Test
    void a_frame_may_end_one_message_and_begin_another() {
        var cuts = kept("H|\\^&|1\rL|1\r\n\r\nH|\\^&|2\rP|1\r");

        assertThat(cuts).extracting(Cut::text).containsExactly("H|\\^&|1\rL|1\r");
        assertThat(cutter.unfinished()).isEqualTo("H|\\^&|2\rP|1\r");
        assertThat(kept("L|1\r")).extracting(Cut::text).containsExactly("H|\\^&|2\rP|1\rL|1\r");
    }

    @Test
    void a_message_that_another_interrupts_is_unfinished() {
        assertThat(kept("H|\\^&|1\rR|1|^^^X|5\rH|\\^&|2\rL|1\r"))
                .containsExactly(
                        new Cut("H|\\^&|1\rR|1|^^^X|5\r", Completeness.UNFINISHED),
                        new Cut("H|\\^&|2\rL|1\r", Completeness.WHOLE));
    }

    @Test
    void a_frame_that_was_not_kept_may_come_again() {
        kept("H|\\^&\r");

        cutter.take(frame("R|1|^^^X|5\rL|1\r", Frame.End.WHOLE));
        cutter.undo();

        assertThat(cutter.unfinished()).isEqualTo("H|\\^&\r");
        assertThat(kept("R|1|^^^X|5\rL|1\r")).containsExactly(new Cut("H|\\^&\rR|1|^^^X|5\rL|1\r", Completeness.WHOLE));
    }

    @Test
    void what_each_frame_adds_makes_the_unfinished_message_together() {
        var added = new StringBuilder();
        for (String part : List.of("H|\\^&\rL|1\rH|\\^&|9\r", "P|1", "|x\rR|1", "|^^^X|1\r")) {
            cutter.take(frame(part, Frame.End.CONTINUED));
            added.append(cutter.added());
            cutter.settle();
        }

        assertThat(added).hasToString("H|\\^&|9\rP|1|x\rR|1|^^^X|1\r").hasToString(cutter.unfinished());
    }

    @Test
    void text_without_a_header_is_no_message_and_is_not_lost() {
        assertThat(kept("mtrsl|pi|L|1\rL|1\r")).isEmpty();

        assertThat(cutter.unfinished()).isEqualTo("mtrsl|pi|L|1\rL|1\r");
        cutter.drop();
        assertThat(cutter.isEmpty()).isTrue();
    }

    @Test
    void what_stands_before_a_header_is_none_of_its_message() {
        assertThat(kept("NOISE\rH|\\^&\rL|1\r"))
                .containsExactly(
                        new Cut("NOISE\r", Completeness.UNFINISHED), new Cut("H|\\^&\rL|1\r", Completeness.WHOLE));
    }

    @Test
    void line_ends_between_messages_belong_to_none() {
        assertThat(kept("\r\n \r\n")).isEmpty();

        assertThat(cutter.isEmpty()).isTrue();
    }

    private List<Cut> kept(String text) {
        return kept(text, Frame.End.WHOLE);
    }

    private List<Cut> kept(String text, Frame.End end) {
        List<Cut> cuts = cutter.take(frame(text, end));
        cutter.settle();
        return cuts;
    }

    private static Frame frame(String text, Frame.End end) {
        return new Frame(1, text, end);
    }
}
