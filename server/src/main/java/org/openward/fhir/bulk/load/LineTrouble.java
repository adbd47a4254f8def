package org.openward.fhir.bulk.load;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FailureTrail;
import org.openward.fhir.bulk.JobReports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells a line that cannot be stored from a server that cannot store anything now. */
final class LineTrouble {
    private static final Logger LOG = LoggerFactory.getLogger(LineTrouble.class);

    /** SQL's class 22 is about the data, never about the statement or the server; 08, 53, 57 and 58 are about the server. */
    private static final String BAD_DATA = "22";

    private LineTrouble() {}

    /** What to tell the submitter about the line; empty when it is not the line's fault. */
    static Optional<OperationOutcome> of(RuntimeException failure, UUID job) {
        var refusal = cause(failure, BaseServerResponseException.class);
        if (refusal != null && refusal.getStatusCode() < 500) {
            return Optional.of(
                    refusal.getOperationOutcome() instanceof OperationOutcome outcome
                            ? outcome.copy()
                            : outcome(IssueType.PROCESSING, String.valueOf(refusal.getMessage())));
        }
        if (cause(failure, DataFormatException.class) != null || isForbiddenValue(failure)) {
            return Optional.of(outcome(IssueType.VALUE, "The line holds a value that no database can keep."));
        }
        if (isOfTheServer(failure, refusal)) {
            return Optional.empty();
        }
        LOG.error("A line of bulk job {} could not be stored: {}", job, FailureTrail.of(failure));
        return Optional.of(outcome(
                IssueType.EXCEPTION, "The server failed to store the line. Tell its operator the job " + job + "."));
    }

    private static boolean isOfTheServer(RuntimeException failure, @Nullable BaseServerResponseException refusal) {
        return (refusal != null && refusal.getStatusCode() == 503)
                || cause(failure, CannotCreateTransactionException.class) != null
                || cause(failure, TransientDataAccessException.class) != null
                || cause(failure, NonTransientDataAccessResourceException.class) != null
                || String.valueOf(state(failure)).matches("(08|53|57|58).*");
    }

    private static boolean isForbiddenValue(RuntimeException failure) {
        return String.valueOf(state(failure)).startsWith(BAD_DATA);
    }

    private static @Nullable String state(RuntimeException failure) {
        return NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException database
                ? database.getSQLState()
                : null;
    }

    private static OperationOutcome outcome(IssueType type, String text) {
        return JobReports.outcome(IssueSeverity.ERROR, type, text);
    }

    private static <X extends Throwable> @Nullable X cause(Throwable failure, Class<X> type) {
        for (Throwable at = failure; at != null; at = at.getCause() == at ? null : at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
