package org.openward.astm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openward.astm.ReadingAstm.HEADER;
import static org.openward.astm.ReadingAstm.message;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openward.astm.HostQuery.Request;
import org.openward.astm.WorkOrder.Person;
import org.openward.astm.WorkOrder.Taken;
import org.openward.astm.WorkOrder.Urgency;

class HostQueryTest {
    private static final OrderWriter WRITER = new OrderWriter(
            "OPENWARD",
            "ACCESS",
            Clock.fixed(Instant.parse("2026-03-01T04:45:00Z"), ZoneId.of("Asia/Kolkata")),
            AstmConventions.STANDARD,
            StandardCharsets.UTF_8);
    private static final WorkOrder ORDER = new WorkOrder(
            new Person("MRN-1", "Rao", "Asha", LocalDate.of(1980, 4, 12), "F"),
            "A0001",
            List.of("FT3", "TSH"),
            Urgency.STAT,
            new Taken(LocalDateTime.of(2026, 3, 1, 9, 40), "Serum"));

    @Test
    void a_query_names_its_samples_and_tests() {
        HostQuery query = query("Q|1|^A0001\\^A0002||^^^TSH\\^^^FT3||||||||O");

        assertThat(query).isEqualTo(new HostQuery(Request.ORDERS, List.of("A0001", "A0002"), List.of("TSH", "FT3"), 0));
    }

    @Test
    void a_query_for_all_tests_or_all_samples_names_none() {
        assertThat(query("Q|1|^A0001||ALL||||||||O").tests()).isEmpty();
        assertThat(query("Q|1|ALL||ALL||||||||O").isForAll()).isTrue();
    }

    @Test
    void a_sample_in_another_component_is_found_when_it_is_the_only_one_or_the_device_says_so() {
        String roche = "Q|1|^^     G31 - S^0^50021^021^^S0||ALL||||||||A";
        HostQuery guessed = query(roche);
        HostQuery told = HostQuery.of(message(HEADER, roche), AstmConventions.STANDARD.withQueriedSample(3))
                .orElseThrow();

        assertThat(query("Q|1|A0001||ALL").samples()).containsExactly("A0001");
        assertThat(guessed.samples()).isEmpty();
        assertThat(guessed.unclear()).isEqualTo(1);
        assertThat(guessed.isForAll()).isFalse();
        assertThat(told.samples()).containsExactly("G31 - S");
        assertThat(told.request()).isEqualTo(Request.ORDERS);
    }

    @Test
    void a_query_can_be_taken_back_or_ask_for_results() {
        assertThat(query("Q|1|||ALL||||||||A").request()).isEqualTo(Request.CANCEL);
        assertThat(query("Q|1|^A0001||ALL||||||||F").request()).isEqualTo(Request.RESULTS);
    }

    @Test
    void a_message_without_a_query_asks_nothing() {
        assertThat(HostQuery.of(message(HEADER, "L|1|N"), AstmConventions.STANDARD))
                .isEmpty();
    }

    @Test
    void an_order_is_written_for_the_analyzer_that_asked() {
        assertThat(WRITER.answer(List.of(ORDER)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("H|\\^&|||OPENWARD|||||ACCESS||P|LIS2-A2|20260301101500\r"
                        + "P|1||MRN-1||Rao^Asha||19800412|F\r"
                        + "O|1|A0001||^^^FT3\\^^^TSH|S||20260301094000||||||||Serum||||||||||Q\r"
                        + "L|1|F\r");
    }

    @Test
    void a_download_is_a_new_order() {
        AstmMessage written = message(new String(WRITER.download(List.of(ORDER, ORDER)), StandardCharsets.UTF_8));

        assertThat(written.records("P")).extracting(each -> each.text(2)).containsExactly("1", "2");
        assertThat(written.records("O").get(0).text(12)).isEqualTo("N");
        assertThat(written.records("O").get(0).text(26)).isEqualTo("O");
        assertThat(written.terminator().orElseThrow().text(3)).isEqualTo("N");
    }

    @Test
    void nothing_to_do_and_a_query_that_cannot_be_read_are_said() {
        assertThat(WRITER.answer(List.of())).asString(StandardCharsets.UTF_8).endsWith("\rL|1|I\r");
        assertThat(WRITER.refusal()).asString(StandardCharsets.UTF_8).endsWith("\rL|1|Q\r");
    }

    @Test
    void what_is_written_is_read_back_whatever_the_names_hold() {
        String trouble = "O|Neil^\\&/'ü 王\r\nL|1\u0003";
        WorkOrder order = new WorkOrder(
                new Person(trouble, trouble, "", null, ""), trouble, List.of(trouble), Urgency.ROUTINE, Taken.UNKNOWN);

        byte[] written = WRITER.answer(List.of(order));
        AstmMessage read = message(new String(written, StandardCharsets.UTF_8));

        String kept = "O|Neil^\\&/'ü 王  L|1";
        assertThat(read.records()).hasSize(4);
        assertThat(read.records("P").get(0).text(4)).isEqualTo(kept);
        assertThat(read.records("O").get(0).text(3)).isEqualTo(kept);
        assertThat(read.records("O").get(0).field(5).component(4)).isEqualTo(kept);
        for (byte each : written) {
            assertThat(each >= ' ' || each == '\r' || each < 0).isTrue();
        }
    }

    @Test
    void an_order_without_a_sample_or_a_test_is_none() {
        assertThatThrownBy(() -> new WorkOrder(Person.NOBODY, " ", List.of("TSH"), Urgency.ROUTINE, Taken.UNKNOWN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static HostQuery query(String record) {
        return HostQuery.of(message(HEADER, record), AstmConventions.STANDARD).orElseThrow();
    }
}
