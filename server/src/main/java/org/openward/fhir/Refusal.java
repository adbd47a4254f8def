package org.openward.fhir;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import org.jspecify.annotations.Nullable;
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
        MALFORMED(400),
        /** 403: the caller may not do this. */
        FORBIDDEN(403),
        /** 404: there is no such thing in this tenant. */
        NOT_FOUND(404),
        /** 409: somebody else was faster. */
        CONFLICT(409),
        /** 412: the version that the caller knows is not the current one. */
        STALE(412),
        /** 422: a business rule of the hospital forbids it. */
        RULE(422),
        /** 503: the server cannot do it now; the same request may succeed later. */
        UNAVAILABLE(503);

        private final int status;

        Kind(int status) {
            this.status = status;
        }
    }

    private final Kind kind;

    @Nullable private final String invariant;

    protected Refusal(Kind kind, String message) {
        super(kind.status, message);
        this.kind = kind;
        this.invariant = null;
    }

    /**
     * Refuses in the name of an invariant.
     *
     * @param invariant the id of the invariant that was kept, such as F5
     */
    protected Refusal(Kind kind, String invariant, String message) {
        super(kind.status, message);
        this.kind = kind;
        this.invariant = invariant;
    }

    /** Whether somebody else merely changed the same record first, so that the same work may succeed when done again. */
    public static boolean isLostRace(Throwable failure) {
        return failure instanceof ResourceVersionConflictException || failure instanceof ConcurrencyFailureException;
    }

    public Kind kind() {
        return kind;
    }

    /** The id of the invariant that was kept, such as F5, if the refusal names one. */
    public @Nullable String invariant() {
        return invariant;
    }
}
