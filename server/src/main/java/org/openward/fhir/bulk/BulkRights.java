package org.openward.fhir.bulk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Map;
import java.util.Optional;

/** What the sender of a request may take out of the hospital and bring in; whoever reads the tokens answers it. */
public interface BulkRights {
    /** Whether every record of that type may be read and searched, and not only some. */
    boolean mayTakeOut(RequestDetails request, String type);

    /**
     * Refuses a search that looks into records which may not be taken out.
     *
     * @param parameters as in a URL
     */
    void requireSearch(RequestDetails request, String type, Map<String, String[]> parameters);

    /** Whether there may be records of that type that the sender may create or change; each is looked at when it is stored. */
    boolean mayBringIn(RequestDetails request, String type);

    /** The record that stands for the sender, such as {@code Practitioner/3}, if his token says it. */
    Optional<String> userOf(RequestDetails request);

    /** All that the sender's token allows, to be kept with his job. */
    String remembered(RequestDetails request);

    /** Lets a request of the server do what was remembered, and nothing else. */
    void renew(String remembered, RequestDetails request);
}
