package org.openward.fhir.search;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;

/** Which of a type's records a client may find at all. */
public interface SearchLimits {
    /**
     * Conditions that every match of this type search must meet beside those that were asked for, each as
     * {@code name=value}; none when every record may be found.
     */
    List<String> conditionsFor(RequestDetails request);
}
