package org.openward.interfaceengine.outbound;

import org.openward.fhir.Refusal;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Something broke while the message of a change was written for a destination; nothing of it was kept. */
class NotComposed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String destination;

    NotComposed(String destination, RuntimeException cause) {
        super("No message could be written for Endpoint/" + destination, cause);
        this.destination = destination;
    }

    String destination() {
        return destination;
    }

    /** The kind of failure, which holds no patient data. */
    String kind() {
        var cause = getCause();
        return cause == null ? "" : cause.getClass().getSimpleName();
    }

    /** Whether the failure is about the moment and not about the message. */
    boolean isPassing() {
        for (Throwable at = getCause(); at != null; at = at.getCause()) {
            if (at instanceof DataAccessException || at instanceof TransactionException || Refusal.isLostRace(at)) {
                return true;
            }
        }
        return false;
    }
}
