package org.openward.audit;

import org.openward.fhir.Refusal;

/** Somebody tried to write the audit trail himself. */
class AuditIsReadOnly extends Refusal {
    private static final long serialVersionUID = 1L;

    AuditIsReadOnly() {
        super(
                Kind.FORBIDDEN,
                "X5",
                "Audit events are written by the server alone and never changed. Read or search them; do not send any.");
    }
}
