package org.openward.fhir.search;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Optional;
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
}
