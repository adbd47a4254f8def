package org.openward.fhir.bulk;

import org.openward.fhir.Refusal;

/** The caller has no such job or file here: it never was his, was withdrawn, or its time is over. */
class NoSuchJob extends Refusal {
    private static final long serialVersionUID = 1L;

    NoSuchJob() {
        super(
                Kind.NOT_FOUND,
                "You have no such bulk job or file here. It may have been withdrawn or expired; otherwise check the URL.");
    }
}
