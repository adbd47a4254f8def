package org.openward.audit;

import org.openward.fhir.Refusal;

/** A search of the audit trail that cannot be understood; answering something else would mislead an auditor. */
class AuditSearchRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private AuditSearchRefused(String message) {
        super(Kind.MALFORMED, message);
    }

    static AuditSearchRefused unknown(String parameter) {
        return new AuditSearchRefused("AuditEvent cannot be searched by '" + parameter + "'. Use "
                + AuditSearch.PARAMETERS + ", _sort, _count, _total and _summary=count.");
    }

    static AuditSearchRefused unreadable(String parameter, String value) {
        return new AuditSearchRefused(
                "The value '" + value + "' of " + parameter + " cannot be understood. Correct it and search again.");
    }
}
