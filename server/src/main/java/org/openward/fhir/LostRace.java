package org.openward.fhir;

import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import org.springframework.dao.ConcurrencyFailureException;

/** Somebody else changed the same record first: the same work may succeed when it is done again. */
public final class LostRace {
    private LostRace() {}

    public static boolean is(Throwable failure) {
        return failure instanceof ResourceVersionConflictException || failure instanceof ConcurrencyFailureException;
    }
}
