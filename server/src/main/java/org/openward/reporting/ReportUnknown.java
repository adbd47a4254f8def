package org.openward.reporting;

import org.openward.fhir.Refusal;

/** There is no report of that name. */
class ReportUnknown extends Refusal {
    private static final long serialVersionUID = 1L;

    ReportUnknown(String measure) {
        super(
                Kind.NOT_FOUND,
                "There is no report for the measure " + measure + ". The reports are those with a published Measure.");
    }
}
