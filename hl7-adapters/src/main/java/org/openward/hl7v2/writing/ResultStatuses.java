package org.openward.hl7v2.writing;

import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.jspecify.annotations.Nullable;

/** How far reports and results are, by HL7 tables 0123 and 0085. */
final class ResultStatuses {
    private ResultStatuses() {}

    /** OBR-25. */
    static String of(@Nullable DiagnosticReportStatus status) {
        if (status == null) {
            return "";
        }
        return switch (status) {
            case REGISTERED -> "O";
            case PARTIAL -> "A";
            case PRELIMINARY -> "P";
            case FINAL -> "F";
            case AMENDED, CORRECTED, APPENDED -> "C";
            case CANCELLED, ENTEREDINERROR -> "X";
            default -> "R";
        };
    }

    /** OBX-11. */
    static String of(@Nullable ObservationStatus status) {
        if (status == null) {
            return "";
        }
        return switch (status) {
            case REGISTERED -> "I";
            case PRELIMINARY -> "P";
            case FINAL -> "F";
            case AMENDED, CORRECTED -> "C";
            case CANCELLED -> "X";
            case ENTEREDINERROR -> "W";
            default -> "R";
        };
    }
}
