package org.openward.fhir.search;

import org.openward.fhir.Refusal;

/** A page was asked for by a link that this server did not give, or that was changed. */
class UnusableNextLink extends Refusal {
    private static final long serialVersionUID = 1L;

    UnusableNextLink() {
        super(
                Kind.MALFORMED,
                "The parameter _after is none that this server gave in a next link. Search again from the first page.");
    }
}
