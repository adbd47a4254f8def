package org.openward.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditSearchTest {
    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");

    @ParameterizedTest
    @CsvSource({
        "2026,2025-12-31T18:30:00Z,2026-12-31T18:30:00Z",
        "ge2026-02,2026-01-31T18:30:00Z,2026-02-28T18:30:00Z",
        "2026-03-01,2026-02-28T18:30:00Z,2026-03-01T18:30:00Z",
        "2026-03-01T10:15,2026-03-01T04:45:00Z,2026-03-01T04:46:00Z",
        "lt2026-03-01T10:15:30Z,2026-03-01T10:15:30Z,2026-03-01T10:15:31Z",
        "2026-03-01T10:15:30.250 02:00,2026-03-01T08:15:30.250Z,2026-03-01T08:15:30.251Z"
    })
    void a_day_is_the_hospitals_day_and_as_long_as_it_is_precise(String text, Instant from, Instant to) {
        var period = SearchedPeriod.of(text, KOLKATA).orElseThrow();

        assertThat(period.from()).isEqualTo(from);
        assertThat(period.to()).isEqualTo(to);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-13", "2026-02-30", "zz2026", "26", ""})
    void what_is_no_date_is_refused(String text) {
        assertThatThrownBy(() -> search("date", text)).isInstanceOf(AuditSearchRefused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy", "_include", "agent:missing", "recorded", "patient.name"})
    void a_parameter_it_does_not_know_is_refused_rather_than_ignored(String parameter) {
        assertThatThrownBy(() -> search(parameter, "x"))
                .isInstanceOf(AuditSearchRefused.class)
                .hasMessageContaining(parameter)
                .hasMessageContaining("agent-name");
    }

    @Test
    void a_value_never_becomes_part_of_the_sql() {
        var search = search("agent", "x' or '1'='1");

        assertThat(search.condition()).doesNotContain("'");
        assertThat(search.values()).containsValue("x' or '1'='1");
    }

    @Test
    void values_with_a_comma_are_alternatives_and_repeated_parameters_all_hold() {
        var search = AuditSearch.of(
                Map.of("date", new String[] {"ge2026", "lt2027"}, "action", new String[] {"C,u"}), KOLKATA, 20);

        assertThat(search.condition())
                .contains("recorded >= ")
                .contains("recorded < ")
                .contains(" or action = ");
        assertThat(search.values()).containsValue("C").containsValue("U");
    }

    @Test
    void a_page_begins_after_the_last_row_of_the_one_before() {
        var recorded = Instant.parse("2026-03-01T10:15:30.123456Z");
        var row = new AuditRow(new UUID(7, 9), recorded, Entries.reading("anna"));

        var search = search(AuditSearch.CURSOR, AuditSearch.cursorAfter(row));

        assertThat(search.condition()).contains("(recorded, id) < (");
        assertThat(search.values()).containsValue(new UUID(7, 9)).containsValue(recorded.atOffset(ZoneOffset.UTC));
    }

    @Test
    void the_newest_come_first_unless_asked_otherwise() {
        assertThat(search("action", "R").order()).isEqualTo("recorded desc, id desc");
        assertThat(search("_sort", "date").order()).isEqualTo("recorded, id");
    }

    private static AuditSearch search(String parameter, String value) {
        var parameters = new LinkedHashMap<String, String[]>();
        parameters.put(parameter, new String[] {value});
        return AuditSearch.of(parameters, KOLKATA, 20);
    }
}
