package org.openward.fhir;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.Systems;
import org.springframework.dao.ConcurrencyFailureException;

/**
 * A hospital rule says no. The message says what was refused, why, and what to do next; it reaches the caller as an
 * OperationOutcome and must not contain patient data.
 *
 * <p>It is one of HAPI's own exceptions because an entry of a batch has the right status only then.
 */
public abstract class Refusal extends BaseServerResponseException {
    private static final long serialVersionUID = 1L;

    /** Why a refusal happened, which decides the HTTP status and the FHIR issue code. */
    public enum Kind {
        /** 400: the request cannot be understood. */
        MALFORMED(400, IssueType.INVALID),
        /** 403: the caller may not do this. */
        FORBIDDEN(403, IssueType.FORBIDDEN),
        /** 404: there is no such thing in this tenant. */
        NOT_FOUND(404, IssueType.NOTFOUND),
        /** 406: the answer can be given, but not in the format that is asked for. */
        NOT_ACCEPTABLE(406, IssueType.NOTSUPPORTED),
        /** 409: somebody else was faster. */
        CONFLICT(409, IssueType.CONFLICT),
        /** 412: the record is not in the state that the caller makes a condition. */
        STALE(412, IssueType.CONFLICT),
        /** 415: the body is in a format that this interaction does not read. */
        UNSUPPORTED_BODY(415, IssueType.NOTSUPPORTED),
        /** 422: a business rule of the hospital forbids it. */
        RULE(422, IssueType.BUSINESSRULE),
        /** 429: the caller asks for more than one caller may have at once. */
        TOO_MANY(429, IssueType.THROTTLED),
        /** 503: the server cannot do it now; the same request may succeed later. */
        UNAVAILABLE(503, IssueType.TRANSIENT);

        private final int status;

        private final IssueType issue;

        Kind(int status, IssueType issue) {
            this.status = status;
            this.issue = issue;
        }
    }

    private final Kind kind;

    @Nullable private final String invariant;

    protected Refusal(Kind kind, String message) {
        super(kind.status, message, outcome(kind, null, message));
        this.kind = kind;
        this.invariant = null;
    }

    /**
     * Refuses in the name of an invariant.
     *
     * @param invariant the id of the invariant that was kept, such as F5
     */
    protected Refusal(Kind kind, String invariant, String message) {
        super(kind.status, message, outcome(kind, invariant, message));
        this.kind = kind;
        this.invariant = invariant;
    }

    /** Refuses with several reasons or their places: each is an issue of the outcome. */
    protected Refusal(Kind kind, String message, OperationOutcome outcome) {
        super(kind.status, message, outcome);
        this.kind = kind;
        this.invariant = null;
    }

    /** Whether somebody else merely changed the same record first, so that the same work may succeed when done again. */
    public static boolean isLostRace(Throwable failure) {
        return failure instanceof ResourceVersionConflictException || failure instanceof ConcurrencyFailureException;
    }

    private static OperationOutcome outcome(Kind kind, @Nullable String invariant, String message) {
        var outcome = new OperationOutcome();
        var issue = outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(kind.issue)
                .setDiagnostics(message);
        if (invariant != null) {
            issue.getDetails()
                    .setText(message)
                    .addCoding()
                    .setSystem(Systems.INVARIANT)
                    .setCode(invariant);
        }
        return outcome;
    }

    public Kind kind() {
        return kind;
    }

    /** The id of the invariant that was kept, such as F5, if the refusal names one. */
    public @Nullable String invariant() {
        return invariant;
    }
}
