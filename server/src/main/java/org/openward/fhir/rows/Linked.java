package org.openward.fhir.rows;

import java.util.Optional;

/** What records of another type must be like for a search to look into them, by a chain or {@code _has}. */
@FunctionalInterface
public interface Linked {
    /** Nothing where every record of the type may be looked into. */
    Optional<RowLimit> limit(String type);
}
