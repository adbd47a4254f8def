package org.openward.hl7v2.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportStatusTest {
    @ParameterizedTest
    @CsvSource({
        "F,  FINAL,                    FINAL",
        "F,  FINAL PRELIMINARY,        PARTIAL",
        "F,  PRELIMINARY,              PRELIMINARY",
        "F,  FINAL CORRECTED,          CORRECTED",
        "F,  FINAL CANCELLED,          FINAL",
        "F,  CANCELLED,                CANCELLED",
        "F,  CANCELLED CANCELLED,      CANCELLED",
        "F,  ENTEREDINERROR,           ENTEREDINERROR",
        "C,  CANCELLED,                CANCELLED",
        "C,  FINAL,                    CORRECTED",
        "P,  FINAL,                    PRELIMINARY",
        "A,  FINAL PRELIMINARY,        PARTIAL",
        "X,  CANCELLED,                CANCELLED",
        "'', FINAL,                    FINAL",
        "'', FINAL REGISTERED,         PARTIAL",
        "'', CANCELLED ENTEREDINERROR, CANCELLED",
        "'', AMENDED FINAL,            AMENDED",
    })
    void a_report_is_never_further_than_its_results(String sent, String results, DiagnosticReportStatus expected) {
        List<ObservationStatus> statuses = Arrays.stream(results.split(" ", -1))
                .map(ObservationStatus::valueOf)
                .toList();

        assertThat(ReportStatus.of(ReportStatus.sent(sent), statuses)).isEqualTo(expected);
    }

    @Test
    void a_report_without_results_is_what_was_said_about_it() {
        assertThat(ReportStatus.of(ReportStatus.sent("X"), List.of())).isEqualTo(DiagnosticReportStatus.CANCELLED);
        assertThat(ReportStatus.of(Optional.empty(), List.of())).isEqualTo(DiagnosticReportStatus.REGISTERED);
    }
}
