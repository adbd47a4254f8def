package org.openward.audit;

import org.openward.fhir.Refusal;

/** The trail cannot be written, so what was asked for is not done: nothing happens here that leaves no trace. */
public class AuditUnavailable extends Refusal {
    static final String MESSAGE =
            "Audit unavailable: the request was not answered because it could not be recorded. Try again later.";

    private static final long serialVersionUID = 1L;

    AuditUnavailable(Throwable cause) {
        super(Kind.UNAVAILABLE, "G10", MESSAGE);
        initCause(cause);
    }
}
