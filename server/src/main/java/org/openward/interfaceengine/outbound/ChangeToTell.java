package org.openward.interfaceengine.outbound;

import org.jspecify.annotations.Nullable;
import org.openward.fhir.changes.Change;
import org.openward.interfaceengine.outbound.letters.Terms;

/**
 * A change for which messages are to be written.
 *
 * @param origin the system whose message made it, as it calls itself, application and facility; none if nobody's did
 */
record ChangeToTell(Change change, @Nullable String origin) {
    /** Whether the receiver said it itself. */
    boolean isSaidBy(Terms terms) {
        var parties = terms.parties();
        return (parties.receivingApplication() + "^" + parties.receivingFacility()).equals(origin);
    }
}
