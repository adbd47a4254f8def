package org.openward.privacy;

import org.openward.fhir.Refusal;

/** Who has looked at a record is told to the patient and to auditors only. */
class ReportNotForCaller extends Refusal {
    private static final long serialVersionUID = 1L;

    ReportNotForCaller() {
        super(
                Kind.FORBIDDEN,
                "X6",
                "Who looked at this record is told to the patient himself, and to whoever has the scope AuditEvent.rs.");
    }
}
