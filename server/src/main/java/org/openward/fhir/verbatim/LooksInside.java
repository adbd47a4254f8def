package org.openward.fhir.verbatim;

import ca.uhn.fhir.rest.api.server.RequestDetails;

/**
 * Somebody who may have to see a record's content before its reader does, to hide the record or a part of it. Whoever hooks
 * into records on their way out is one, or his rule does not hold for records shown verbatim.
 */
public interface LooksInside {
    /** Whether he has to see what this read or search may answer. */
    boolean looksInside(RequestDetails request);

    /** Whether he can tell by the text of the one record that a read found that he need not see it after all. */
    default boolean readsText() {
        return false;
    }

    /** Whether he, who can tell by the text, has to see the record that this read found. */
    default boolean looksInto(RequestDetails read, String json) {
        return true;
    }

    /**
     * Whether he leaves records out or puts others in their place, and never changes one that he is handed. Then what is left of an answer
     * after he has seen all of it may be shown verbatim.
     */
    default boolean leavesAsStored() {
        return false;
    }
}
