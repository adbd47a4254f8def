package org.openward.hl7v2.results;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;

/** HL7 table 0123 and the rule that a report is never further than its results. */
public final class ReportStatus {
    private static final Set<ObservationStatus> OPEN =
            EnumSet.of(ObservationStatus.REGISTERED, ObservationStatus.PRELIMINARY);
    private static final Set<ObservationStatus> VOID =
            EnumSet.of(ObservationStatus.CANCELLED, ObservationStatus.ENTEREDINERROR);

    private ReportStatus() {}

    /** OBR-25 in FHIR, when it is a code of the table. */
    public static Optional<DiagnosticReportStatus> sent(String code) {
        return switch (code) {
            case "O", "I", "S", "N" -> Optional.of(DiagnosticReportStatus.REGISTERED);
            case "A", "R" -> Optional.of(DiagnosticReportStatus.PARTIAL);
            case "P" -> Optional.of(DiagnosticReportStatus.PRELIMINARY);
            case "C" -> Optional.of(DiagnosticReportStatus.CORRECTED);
            case "M" -> Optional.of(DiagnosticReportStatus.AMENDED);
            case "F" -> Optional.of(DiagnosticReportStatus.FINAL);
            case "X" -> Optional.of(DiagnosticReportStatus.CANCELLED);
            default -> Optional.empty();
        };
    }

    /** The status of a report from what was said about it and the results it holds. */
    public static DiagnosticReportStatus of(
            Optional<DiagnosticReportStatus> sent, Collection<ObservationStatus> results) {
        if (results.isEmpty()) {
            return sent.orElse(DiagnosticReportStatus.REGISTERED);
        }
        DiagnosticReportStatus derived = derived(results);
        if (sent.isEmpty()) {
            return derived;
        }
        boolean claimsComplete =
                sent.get() == DiagnosticReportStatus.FINAL || sent.get() == DiagnosticReportStatus.CORRECTED;
        return claimsComplete && derived != DiagnosticReportStatus.FINAL ? derived : sent.get();
    }

    /** Whether there are results and none of them says anything. */
    static boolean areVoid(Collection<ObservationStatus> results) {
        return !results.isEmpty() && VOID.containsAll(results);
    }

    private static DiagnosticReportStatus derived(Collection<ObservationStatus> results) {
        if (VOID.containsAll(results)) {
            return results.contains(ObservationStatus.CANCELLED)
                    ? DiagnosticReportStatus.CANCELLED
                    : DiagnosticReportStatus.ENTEREDINERROR;
        }
        if (results.stream().anyMatch(OPEN::contains)) {
            boolean nothingDone = results.stream().allMatch(each -> OPEN.contains(each) || VOID.contains(each));
            return nothingDone ? DiagnosticReportStatus.PRELIMINARY : DiagnosticReportStatus.PARTIAL;
        }
        if (results.contains(ObservationStatus.CORRECTED)) {
            return DiagnosticReportStatus.CORRECTED;
        }
        return results.contains(ObservationStatus.AMENDED)
                ? DiagnosticReportStatus.AMENDED
                : DiagnosticReportStatus.FINAL;
    }
}
