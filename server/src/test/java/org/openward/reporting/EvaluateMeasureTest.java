package org.openward.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a report may be asked for, and what is refused. */
class EvaluateMeasureTest {
    private static final ReportPeriod TODAY = ReportPeriod.of(new DateType("2026-11-21"), new DateType("2026-11-21"));

    @Test
    void a_period_may_be_a_single_day() {
        assertThat(TODAY.start()).isEqualTo(TODAY.end()).isEqualTo("2026-11-21");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22, 2026-11-21, before",
        "2025-01-01, 2026-11-21, longer",
        "2026-11, 2026-11-21, full day",
        "2026-11-01, 2026, full day",
        ", 2026-11-21, periodStart is missing",
        "2026-11-21, , periodEnd is missing",
    })
    void a_period_that_is_none_is_refused(String start, String end, String reason) {
        assertThatThrownBy(() -> ReportPeriod.of(start == null ? null : new DateType(start), new DateType(end)))
                .isInstanceOf(ReportNotAsked.class)
                .hasMessageContaining(reason);
    }

    @Test
    void the_measure_is_named_by_the_url_of_the_request() {
        var command = EvaluateMeasure.of(new IdType("Measure/daily-collection"), null, null, TODAY);

        assertThat(command.measure()).isEqualTo("daily-collection");
    }

    @Test
    void the_measure_is_named_by_a_parameter() {
        var command = EvaluateMeasure.of(null, new StringType("daily-collection"), new CodeType("population"), TODAY);

        assertThat(command.measure()).isEqualTo("daily-collection");
    }

    @Test
    void two_names_for_one_measure_must_agree() {
        assertThatThrownBy(() -> EvaluateMeasure.of(
                        new IdType("Measure/daily-collection"), new StringType("census"), null, TODAY))
                .isInstanceOf(ReportNotAsked.class)
                .hasMessageContaining("two different measures");
    }

    @Test
    void a_measure_must_be_named() {
        assertThatThrownBy(() -> EvaluateMeasure.of(null, null, null, TODAY))
                .isInstanceOf(ReportNotAsked.class)
                .hasMessageContaining("measure is missing");
    }

    @Test
    void a_report_about_one_patient_is_not_offered() {
        assertThatThrownBy(() ->
                        EvaluateMeasure.of(null, new StringType("daily-collection"), new CodeType("subject"), TODAY))
                .isInstanceOf(ReportNotAsked.class)
                .hasMessageContaining("population");
    }
}
