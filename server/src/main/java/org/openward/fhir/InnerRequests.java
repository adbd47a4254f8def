package org.openward.fhir;

import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Map;

/** Asked whether the caller may do what a request does on the way to its answer, as if the caller had asked for that alone. */
public interface InnerRequests {
    /** Refuses what the caller may not do. */
    void check(RequestDetails request, RestOperationTypeEnum interaction);

    /** Refuses where the caller may not search all records of the type so, whoever else may see them. */
    void checkSearchOfAll(RequestDetails request, String type, Map<String, String[]> search);
}
