package org.openward.fhir.standing;

import org.openward.fhir.Refusal;

/** A search that cannot stand: it is not understood, or one record does not tell whether it matches. */
public final class UnusableSearch extends Refusal {
    private static final long serialVersionUID = 1L;

    UnusableSearch(String why) {
        super(Kind.RULE, why);
    }
}
