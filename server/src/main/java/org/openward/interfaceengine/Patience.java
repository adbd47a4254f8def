package org.openward.interfaceengine;

import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Which failures pass by themselves, and how long to wait for that. */
final class Patience {
    private static final int MOST_ATTEMPTS = 10;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** SQLSTATE classes of PostgreSQL that are about the moment: connection, conflict, resources, shutdown. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

    private Patience() {}

    /** How long to wait before that attempt is followed by another; empty when no attempt will ever help. */
    static Optional<Duration> after(@Nullable Throwable failure, int attempts) {
        return attempts < MOST_ATTEMPTS && isPassing(failure)
                ? Optional.of(shorter(Duration.ofMillis(250L << attempts)))
                : Optional.empty();
    }

    private static boolean isPassing(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof TransientDataAccessException
                    || at instanceof ConcurrencyFailureException
                    || at instanceof DataAccessResourceFailureException
                    || at instanceof DuplicateKeyException
                    || at instanceof TransactionException
                    || at instanceof ResourceVersionConflictException
                    || (at instanceof SQLException database && isPassing(database))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPassing(SQLException failure) {
        var state = failure.getSQLState();
        return state != null && state.length() == 5 && PASSING.contains(state.substring(0, 2));
    }

    private static Duration shorter(Duration wait) {
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
