package org.openward.fhir;

import ca.uhn.fhir.jpa.patch.FhirPatch;
import ca.uhn.fhir.jpa.search.builder.predicate.ParsedLocationParam;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import com.github.dnault.xmlpatch.PatchException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.commons.lang3.Strings;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.hl7.fhir.r4.model.IntegerType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.intake.UnreadableBody;
import org.springframework.dao.ConcurrencyFailureException;

/** Finds what the sender of a request did wrong where HAPI only says that it failed. */
final class SendersFault {
    /** SQL's class 22 is about the data, never about the statement or the server. */
    private static final String OF_THE_DATA = "22";

    /** PostgreSQL's state of a statement that took longer than it may. */
    private static final String BROKEN_OFF = "57014";

    private static final String DATATYPES = IntegerType.class.getPackageName();
    private static final String PATCHES = FhirPatch.class.getPackageName();
    private static final String READERS = IParser.class.getPackageName();
    private static final int NEAR = 20;
    private static final String BUILDERS = ParsedLocationParam.class.getPackageName();

    private SendersFault() {}

    /** The answer that says so; nothing if the failure is the server's. */
    static Optional<BaseServerResponseException> in(Throwable failure, RequestDetails request) {
        var unreadable = cause(failure, UnreadableBody.class);
        if (unreadable != null) {
            return Optional.of(new InvalidRequestException(unreadable.getMessage()));
        }
        if (cause(failure, ZipException.class) != null) {
            return Optional.of(new InvalidRequestException("The body says that it is packed with gzip, and is not."));
        }
        if ((isSearch(request) || isOperation(request)) && cause(failure, NumberFormatException.class) != null) {
            return Optional.of(new InvalidRequestException("A parameter has a value that is no number."));
        }
        if (cause(failure, DataFormatException.class) != null || isUnreadableValue(failure) || isUnread(failure)) {
            return Optional.of(new InvalidRequestException(
                    isSearch(request) || request.getRequestType() == RequestTypeEnum.GET
                            ? "A parameter has a value that is none of its type, such as a day where an instant is asked for."
                            : "The body is no valid FHIR JSON or XML for this interaction."));
        }
        return inAnEntry(failure);
    }

    /** The same for one entry of a batch. */
    static Optional<BaseServerResponseException> inAnEntry(Throwable failure) {
        if (cause(failure, PatchException.class) != null) {
            return Optional.of(
                    new UnprocessableEntityException(
                            "The XML patch cannot be made: nothing or too much is at the place that it names, or it is no XML patch."));
        }
        if (isOfPatch(failure)) {
            return Optional.of(new InvalidRequestException(
                    "The patch cannot be made: it names a place by a path that nobody can read."));
        }
        if (isUnsearchable(failure)) {
            return Optional.of(new InvalidRequestException(
                    "A search parameter has a value that is none of its type, such as a place without longitude."));
        }
        if (hasState(failure, BROKEN_OFF)) {
            return Optional.of(new TookTooLong());
        }
        if (hasState(failure, OF_THE_DATA)) {
            return Optional.of(new InvalidRequestException(
                    "The request holds a value that no database can keep or look for, such as a number out of range."));
        }
        if (cause(failure, ConcurrencyFailureException.class) != null) {
            return Optional.of(
                    new ResourceVersionConflictException("Somebody else changed the same record. Repeat the request."));
        }
        return Optional.empty();
    }

    private static boolean isSearch(RequestDetails request) {
        return request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE;
    }

    private static boolean isOperation(RequestDetails request) {
        return request.getOperation() != null && request.getOperation().startsWith("$");
    }

    /** HAPI's datatypes of numbers refuse a text with an exception of Java's own. */
    private static boolean isUnreadableValue(Throwable failure) {
        var wrong = cause(failure, IllegalArgumentException.class);
        return wrong != null
                && isThrown(
                        wrong,
                        1,
                        thrower -> thrower.getMethodName().equals("parse")
                                && thrower.getClassName().startsWith(DATATYPES));
    }

    /** HAPI's readers fail at a plain value where a record is to be. */
    private static boolean isUnread(Throwable failure) {
        return isThrown(
                ExceptionUtils.getRootCause(failure),
                NEAR,
                thrower -> thrower.getClassName().startsWith(READERS)
                        && Strings.CS.startsWithAny(thrower.getMethodName(), "parse", "endingElement"));
    }

    /** HAPI takes the paths of a patch apart without a look at their ends and brackets. */
    private static boolean isOfPatch(Throwable failure) {
        return isThrown(ExceptionUtils.getRootCause(failure), NEAR, thrower -> thrower.getClassName()
                .startsWith(PATCHES));
    }

    /** HAPI's builders of conditions refuse some texts likewise. */
    private static boolean isUnsearchable(Throwable failure) {
        var wrong = cause(failure, IllegalArgumentException.class);
        return wrong != null
                && isThrown(wrong, 1, thrower -> thrower.getClassName().startsWith(BUILDERS));
    }

    /** Whether one of the calls that it was thrown by, counted from the innermost, is such. */
    private static boolean isThrown(Throwable thrown, int calls, Predicate<StackTraceElement> such) {
        return Stream.of(thrown.getStackTrace()).limit(calls).anyMatch(such);
    }

    private static boolean hasState(Throwable failure, String state) {
        var database = cause(failure, SQLException.class);
        return database != null && String.valueOf(database.getSQLState()).startsWith(state);
    }

    static <X extends Throwable> @Nullable X cause(Throwable failure, Class<X> type) {
        for (Throwable at = failure; at != null; at = at.getCause() == at ? null : at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
