package org.openward.fhir.search;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Optional;
import org.openward.fhir.rows.Linked;
import org.openward.fhir.rows.RowLimit;

/** Which of a type's records a client may find at all. */
public interface SearchLimits {
    /**
     * Conditions that every match of this type search must meet beside those that were asked for, each as
     * {@code name=value}; none when every record may be found.
     */
    List<String> conditionsFor(RequestDetails request);

    /** What every match must meet besides, where no search parameter can say it. */
    default Optional<RowLimit> rowsFor(RequestDetails request) {
        return Optional.empty();
    }

    /** What the records that a search looks into must be like, by a chain or {@code _has}; nothing where all may be looked into. */
    default Optional<Linked> linkedFor(RequestDetails request) {
        return Optional.empty();
    }
}
