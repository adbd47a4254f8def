package org.openward.fhir.search;

import org.openward.fhir.Refusal;

/** A page was asked for by a link that this server did not give, or that was changed. */
class UnusableNextLink extends Refusal {
    private static final long serialVersionUID = 1L;

    UnusableNextLink(String parameter) {
        super(
                Kind.MALFORMED,
                "The parameter %s is none that this server gave in a next link. Ask again for the first page."
                        .formatted(parameter));
    }
}
