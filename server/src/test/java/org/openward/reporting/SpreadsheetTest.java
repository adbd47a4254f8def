package org.openward.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.hl7.fhir.r4.model.Measure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an accountant's spreadsheet program gets to read. */
class SpreadsheetTest {
    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx"})
    void a_text_that_looks_like_a_formula_stays_a_text(String method) {
        assertThat(Spreadsheet.of(collection(method, "1.00"))).contains(",'" + method + ",");
    }

    @Test
    void what_was_given_back_stays_a_negative_number() {
        assertThat(Spreadsheet.of(collection("cash", "-50.00"))).endsWith(",1,-50.00\r\n");
    }

    @Test
    void a_comma_or_a_quote_does_not_begin_a_new_column() {
        assertThat(Spreadsheet.of(collection("gift \"card\", blue", "1.00"))).contains(",\"gift \"\"card\"\", blue\",");
    }

    @Test
    void an_amount_is_never_written_with_an_exponent() {
        assertThat(Spreadsheet.of(collection("cash", "1E+7"))).endsWith(",10000000\r\n");
    }

    @Test
    void another_format_than_csv_is_refused() {
        assertThatThrownBy(() -> Spreadsheet.refuseOtherThanCsv("pdf")).isInstanceOf(ReportNotAsked.class);
        assertThatThrownBy(() -> Spreadsheet.refuseOtherThanCsv(null)).isInstanceOf(ReportNotAsked.class);
    }

    private static Figures collection(String method, String amount) {
        var today = LocalDate.parse("2026-11-21");
        return new Figures(
                new Report(new Measure(), ""),
                new ReportPeriod(today, today),
                List.of("currency", "method", "payments", "collected"),
                List.of(new Figures.Line("INR", List.of(method), 1, new BigDecimal(amount))));
    }
}
