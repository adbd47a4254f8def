package org.openward.interfaceengine.changes;

import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.interfaceengine.Outcome.Reason;

/** Found before anything is written: a person has to look first. */
class CannotChange extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String detail;

    @Nullable private final String patient;

    CannotChange(Reason reason, String detail) {
        this(reason, detail, null);
    }

    CannotChange(Reason reason, String detail, @Nullable String patient) {
        super(detail);
        this.reason = reason;
        this.detail = detail;
        this.patient = patient;
    }

    Held held() {
        return new Held(reason, detail, patient);
    }
}
