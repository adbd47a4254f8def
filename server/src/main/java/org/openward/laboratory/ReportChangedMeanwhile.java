package org.openward.laboratory;

import org.openward.fhir.Refusal;

/** The verifier looked at another version of the report than the one on file. */
class ReportChangedMeanwhile extends Refusal {
    private static final long serialVersionUID = 1L;

    ReportChangedMeanwhile() {
        super(
                Kind.STALE,
                "G3",
                "The report changed after the version in If-Match. Read it again, look at its results, then verify it.");
    }
}
