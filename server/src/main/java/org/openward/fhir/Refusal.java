package org.openward.fhir;

import org.jspecify.annotations.Nullable;

/**
 * A hospital rule says no. The message says what was refused, why, and what to do next; it reaches the caller as an
 * OperationOutcome and must not contain patient data.
 */
public abstract class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why a refusal happened, which decides the HTTP status and the FHIR issue code. */
    public enum Kind {
        /** 400: the request cannot be understood. */
        MALFORMED,
        /** 403: the caller may not do this. */
        FORBIDDEN,
        /** 404: there is no such thing in this tenant. */
        NOT_FOUND,
        /** 409: somebody else was faster. */
        CONFLICT,
        /** 412: the version that the caller knows is not the current one. */
        STALE,
        /** 422: a business rule of the hospital forbids it. */
        RULE,
        /** 503: the server cannot do it now; the same request may succeed later. */
        UNAVAILABLE
    }

    private final Kind kind;

    @Nullable private final String invariant;

    protected Refusal(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.invariant = null;
    }

    /**
     * Refuses in the name of an invariant.
     *
     * @param invariant the id of the invariant that was kept, such as F5
     */
    protected Refusal(Kind kind, String invariant, String message) {
        super(message);
        this.kind = kind;
        this.invariant = invariant;
    }

    public Kind kind() {
        return kind;
    }

    /** The id of the invariant that was kept, such as F5, if the refusal names one. */
    public @Nullable String invariant() {
        return invariant;
    }
}
