package org.openward.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.junit.jupiter.api.Test;
import org.openward.laboratory.RecordResults.Trust;

class ReportStatesTest {
    private static final Trust TRUSTED = new Trust(true, true);
    private static final Trust NEEDS_A_VERIFIER = new Trust(false, true);

    @Test
    void a_trusted_analyzers_word_stands() {
        assertThat(ReportStates.landing(ObservationStatus.FINAL, TRUSTED)).isEqualTo(ObservationStatus.FINAL);
        assertThat(ReportStates.of(DiagnosticReportStatus.FINAL, List.of(ObservationStatus.FINAL), TRUSTED, null))
                .isEqualTo(DiagnosticReportStatus.FINAL);
    }

    @Test
    void without_trust_a_final_result_lands_preliminary_and_so_does_its_report() {
        assertThat(ReportStates.landing(ObservationStatus.FINAL, NEEDS_A_VERIFIER))
                .isEqualTo(ObservationStatus.PRELIMINARY);
        assertThat(ReportStates.landing(ObservationStatus.CORRECTED, NEEDS_A_VERIFIER))
                .isEqualTo(ObservationStatus.PRELIMINARY);
        assertThat(ReportStates.of(
                        DiagnosticReportStatus.FINAL, List.of(ObservationStatus.PRELIMINARY), NEEDS_A_VERIFIER, null))
                .isEqualTo(DiagnosticReportStatus.PRELIMINARY);
    }

    @Test
    void a_cancelled_result_stays_cancelled_without_trust() {
        assertThat(ReportStates.landing(ObservationStatus.CANCELLED, NEEDS_A_VERIFIER))
                .isEqualTo(ObservationStatus.CANCELLED);
    }

    @Test
    void a_report_is_never_further_than_its_results() {
        var status = ReportStates.of(
                DiagnosticReportStatus.FINAL,
                List.of(ObservationStatus.FINAL, ObservationStatus.PRELIMINARY),
                TRUSTED,
                null);

        assertThat(status).isEqualTo(DiagnosticReportStatus.PARTIAL);
    }

    @Test
    void a_final_report_does_not_go_back_because_an_older_message_comes_late() {
        var status = ReportStates.of(
                DiagnosticReportStatus.PRELIMINARY,
                List.of(ObservationStatus.FINAL),
                TRUSTED,
                DiagnosticReportStatus.FINAL);

        assertThat(status).isEqualTo(DiagnosticReportStatus.FINAL);
    }

    @Test
    void a_corrected_report_stays_corrected_when_it_is_sent_as_final_again() {
        var status = ReportStates.of(
                DiagnosticReportStatus.FINAL,
                List.of(ObservationStatus.FINAL),
                TRUSTED,
                DiagnosticReportStatus.CORRECTED);

        assertThat(status).isEqualTo(DiagnosticReportStatus.CORRECTED);
    }

    @Test
    void a_withdrawn_report_is_withdrawn_also_when_it_was_final() {
        var status = ReportStates.of(
                DiagnosticReportStatus.CANCELLED,
                List.of(ObservationStatus.CANCELLED),
                TRUSTED,
                DiagnosticReportStatus.FINAL);

        assertThat(status).isEqualTo(DiagnosticReportStatus.CANCELLED);
    }

    @Test
    void a_report_is_withdrawn_when_all_its_results_are_and_an_older_final_one_does_not_bring_it_back() {
        var status = ReportStates.of(
                DiagnosticReportStatus.FINAL,
                List.of(ObservationStatus.ENTEREDINERROR, ObservationStatus.CANCELLED),
                TRUSTED,
                DiagnosticReportStatus.CANCELLED);

        assertThat(status).isEqualTo(DiagnosticReportStatus.CANCELLED);
        assertThat(ReportStates.of(
                        DiagnosticReportStatus.FINAL, List.of(ObservationStatus.ENTEREDINERROR), TRUSTED, null))
                .isEqualTo(DiagnosticReportStatus.ENTEREDINERROR);
    }
}
