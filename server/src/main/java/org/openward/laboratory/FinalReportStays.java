package org.openward.laboratory;

import org.openward.fhir.Refusal;

/** A final report was to become preliminary again. */
class FinalReportStays extends Refusal {
    private static final long serialVersionUID = 1L;

    FinalReportStays() {
        super(
                Kind.RULE,
                "L6",
                "A final report does not become preliminary again. Write the change as amended or corrected, or withdraw the"
                        + " report as entered-in-error.");
    }
}
