package org.openward.fhir;

import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;

/** Asked whether the caller may do what a request does on the way to its answer, as if the caller had asked for that alone. */
public interface InnerRequests {
    /** Refuses what the caller may not do. */
    void check(RequestDetails request, RestOperationTypeEnum interaction);
}
