package org.openward.reporting;

import org.openward.fhir.Refusal;

/** A resource says something that the reports over it cannot reckon with, such as a payment date without a day. */
class NotReportable extends Refusal {
    private static final long serialVersionUID = 1L;

    NotReportable(String resourceType, String view, Throwable cause) {
        super(
                Kind.RULE,
                "This " + resourceType + " has a value that the view " + view
                        + " cannot hold. State dates to the day and numbers in a usual size, then send it again.");
        initCause(cause);
    }
}
