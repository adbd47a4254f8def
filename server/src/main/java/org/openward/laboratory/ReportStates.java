package org.openward.laboratory;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.jspecify.annotations.Nullable;
import org.openward.laboratory.RecordResults.Trust;

/** How far a report and its results are, and how far they may be taken to be. */
final class ReportStates {
    private static final Set<DiagnosticReportStatus> FINAL = EnumSet.of(
            DiagnosticReportStatus.FINAL,
            DiagnosticReportStatus.AMENDED,
            DiagnosticReportStatus.CORRECTED,
            DiagnosticReportStatus.APPENDED);
    private static final Set<DiagnosticReportStatus> VOID =
            EnumSet.of(DiagnosticReportStatus.CANCELLED, DiagnosticReportStatus.ENTEREDINERROR);
    private static final Set<ObservationStatus> FINAL_RESULT =
            EnumSet.of(ObservationStatus.FINAL, ObservationStatus.AMENDED, ObservationStatus.CORRECTED);
    private static final Set<ObservationStatus> OPEN_RESULT =
            EnumSet.of(ObservationStatus.REGISTERED, ObservationStatus.PRELIMINARY);
    private static final Set<ObservationStatus> VOID_RESULT =
            EnumSet.of(ObservationStatus.CANCELLED, ObservationStatus.ENTEREDINERROR);

    private ReportStates() {}

    static boolean isFinal(@Nullable DiagnosticReportStatus status) {
        return status != null && FINAL.contains(status);
    }

    static boolean isVoid(@Nullable DiagnosticReportStatus status) {
        return status != null && VOID.contains(status);
    }

    static boolean isFinal(@Nullable ObservationStatus status) {
        return status != null && FINAL_RESULT.contains(status);
    }

    static boolean isVoid(@Nullable ObservationStatus status) {
        return status != null && VOID_RESULT.contains(status);
    }

    static boolean isOpen(@Nullable ObservationStatus status) {
        return status == null || OPEN_RESULT.contains(status);
    }

    /** The status in which a result lands: nobody's word makes it final but a trusted analyzer's or a verifier's. */
    static ObservationStatus landing(ObservationStatus sent, Trust trust) {
        return isFinal(sent) && !trust.autoverify() ? ObservationStatus.PRELIMINARY : sent;
    }

    /** Whether there are results and none of them stands. */
    static boolean areVoid(Collection<ObservationStatus> results) {
        return !results.isEmpty() && VOID_RESULT.containsAll(results);
    }

    /**
     * The status of a report: never further than its results, withdrawn when all of them are, and never back once it was final,
     * unless results were added that are not.
     *
     * @param onFile the status it had
     */
    static DiagnosticReportStatus of(
            DiagnosticReportStatus sent,
            Collection<ObservationStatus> results,
            Trust trust,
            @Nullable DiagnosticReportStatus onFile) {
        if (areVoid(results)) {
            return results.contains(ObservationStatus.CANCELLED)
                    ? DiagnosticReportStatus.CANCELLED
                    : DiagnosticReportStatus.ENTEREDINERROR;
        }
        var open = results.stream().filter(ReportStates::isOpen).count();
        var said = isFinal(sent) && !trust.autoverify() ? DiagnosticReportStatus.PRELIMINARY : sent;
        if (open > 0 && (isFinal(said) || isFinal(onFile))) {
            return open < results.size() ? DiagnosticReportStatus.PARTIAL : DiagnosticReportStatus.PRELIMINARY;
        }
        if (onFile == null || !isFinal(onFile) || VOID.contains(said)) {
            return said;
        }
        // Final once more says nothing new about a report that was corrected since.
        return isFinal(said) && said != DiagnosticReportStatus.FINAL ? said : onFile;
    }
}
