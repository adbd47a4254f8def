package org.openward.interfaceengine;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.openward.fhir.Refusal;
import org.openward.hl7v2.changes.MessageChanges;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.interfaceengine.Outcome.Reason;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Something broke while a message was filed; nothing of it was kept. */
class FilingFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_ATTEMPTS = 10;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** SQLSTATE classes of PostgreSQL that are about the moment: connection, conflict, resources, shutdown. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

    private final transient FeedMessage message;

    FilingFailed(FeedMessage message, RuntimeException cause) {
        super("Message " + message.id() + " could not be filed", cause);
        this.message = message;
    }

    FeedMessage message() {
        return message;
    }

    /** The innermost kind of failure, which holds no patient data. */
    String kind() {
        return NestedExceptionUtils.getMostSpecificCause(this).getClass().getSimpleName();
    }

    /** A rule of the hospital refused the change: a person is told which, as whoever asks by FHIR is. */
    Optional<Held> refused() {
        if (isPassing() || !MessageChanges.isReadHere(type(message))) {
            return Optional.empty();
        }
        for (Throwable at = getCause(); at != null; at = at.getCause()) {
            if (at instanceof Refusal refusal) {
                return Optional.of(new Held(Reason.REFUSED, String.valueOf(refusal.getMessage()), null));
            }
        }
        return Optional.empty();
    }

    private static String type(FeedMessage message) {
        return message.envelope().type().split("\\^", 2)[0];
    }

    /** How long to wait before the next attempt; empty when no further attempt will help. */
    Optional<Duration> patience(int attempts) {
        if (attempts >= MOST_ATTEMPTS || !isPassing()) {
            return Optional.empty();
        }
        var wait = Duration.ofMillis(250L << attempts);
        return Optional.of(wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
    }

    /** Whether the failure is about the moment and not about the message. */
    boolean isPassing() {
        for (Throwable at = this; at != null; at = at.getCause()) {
            if (at instanceof TransientDataAccessException
                    || at instanceof DataAccessResourceFailureException
                    || at instanceof DuplicateKeyException
                    || at instanceof TransactionException
                    || Refusal.isLostRace(at)
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
}
