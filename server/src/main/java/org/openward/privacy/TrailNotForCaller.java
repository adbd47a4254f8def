package org.openward.privacy;

import org.openward.fhir.Refusal;

/** Whose token speaks of a part of the audit trail reads single events, and searches none. */
class TrailNotForCaller extends Refusal {
    private static final long serialVersionUID = 1L;

    TrailNotForCaller() {
        super(
                Kind.FORBIDDEN,
                "X6",
                "The audit trail is searched by those only who may see all of it. A patient asks for Patient/[id]/$access-report.");
    }
}
