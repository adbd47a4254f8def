package org.openward.fhir.search.oracle;

import org.hl7.fhir.r4.model.Base;

/** When a value of a record is what was asked for, for search parameters of one type. */
interface MatchRule {
    /** Whether there is anything in the value that can be searched for. */
    boolean isFindable(Base value);

    boolean matches(Base value, String modifier, String asked);
}
