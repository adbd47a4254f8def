package org.openward.privacy;

import org.openward.fhir.Refusal;

/** Who has looked at a record is told to the patient, to whoever acts for him and to auditors only. */
class ReportNotForCaller extends Refusal {
    private static final long serialVersionUID = 1L;

    ReportNotForCaller() {
        super(
                Kind.FORBIDDEN,
                "X6",
                "Who looked at this record is told to the patient himself, to relatives who may act for him, and to whoever has the "
                        + "scope AuditEvent.rs.");
    }
}
