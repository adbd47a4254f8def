package org.openward.fhir.bulk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Map;

/** What the sender of a request may take out of the hospital in bulk; whoever reads the tokens answers it. */
public interface BulkRights {
    /** Whether every record of that type may be read and searched, and not only some. */
    boolean mayTakeOut(RequestDetails request, String type);

    /**
     * Refuses a search that looks into records which may not be taken out.
     *
     * @param parameters as in a URL
     */
    void requireSearch(RequestDetails request, String type, Map<String, String[]> parameters);
}
