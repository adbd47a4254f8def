package org.openward.terminology;

import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;

/** How much is looked at to answer one question about a value set: each filter goes through the codes of its system once more. */
final class Effort {
    static final int MOST_SETS = 10_000;
    static final int MOST_FILTERS = 1_000;
    static final int MOST_PATTERNS = 50;

    private int sets;
    private int filters;
    private long patterns;

    /** @throws TerminologyFault when it is one too many */
    void lookAt(ConceptSetComponent set) {
        sets++;
        filters += set.getFilter().size();
        patterns += set.getFilter().stream()
                .filter(filter -> filter.getOp() == FilterOperator.REGEX)
                .count();
        require(sets <= MOST_SETS, MOST_SETS, "includes and excludes");
        require(filters <= MOST_FILTERS, MOST_FILTERS, "filters");
        require(patterns <= MOST_PATTERNS, MOST_PATTERNS, "regular expressions");
    }

    private static void require(boolean isWithin, int most, String what) {
        if (!isWithin) {
            throw TerminologyFault.tooMuch(most, what);
        }
    }
}
