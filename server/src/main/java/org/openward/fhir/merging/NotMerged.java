package org.openward.fhir.merging;

import org.openward.fhir.Refusal;

/** Two records cannot be merged, or a merge cannot be undone. */
public class NotMerged extends Refusal {
    private static final long serialVersionUID = 1L;

    NotMerged(Kind kind, String message) {
        super(kind, "G9", message);
    }
}
