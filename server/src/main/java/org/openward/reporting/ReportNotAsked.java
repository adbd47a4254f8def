package org.openward.reporting;

import org.openward.fhir.Refusal;

/** What was asked for is no report that could be made: a parameter is missing, wrong or not offered. */
class ReportNotAsked extends Refusal {
    private static final long serialVersionUID = 1L;

    ReportNotAsked(String message) {
        super(Kind.MALFORMED, message);
    }
}
