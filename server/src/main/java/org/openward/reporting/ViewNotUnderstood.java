package org.openward.reporting;

import org.openward.fhir.Refusal;

/** A view definition does not say what it must, or does not fit the resource that it looks at. */
class ViewNotUnderstood extends Refusal {
    private static final long serialVersionUID = 1L;

    ViewNotUnderstood(String reason) {
        super(Kind.RULE, "The view definition cannot be used, because " + reason);
    }
}
