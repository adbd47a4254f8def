package org.openward.laboratory;

import org.jspecify.annotations.Nullable;
import org.openward.laboratory.Filing.NotFiled;
import org.openward.laboratory.Filing.Obstacle;

/** Found while a report is prepared, before anything is written: it cannot be filed. */
class CannotFile extends Exception {
    private static final long serialVersionUID = 1L;

    private final Obstacle obstacle;
    private final String detail;

    @Nullable private final String patient;

    CannotFile(Obstacle obstacle, String detail) {
        this(obstacle, detail, null);
    }

    CannotFile(Obstacle obstacle, String detail, @Nullable String patient) {
        super(detail);
        this.obstacle = obstacle;
        this.detail = detail;
        this.patient = patient;
    }

    NotFiled asFiling() {
        return new NotFiled(obstacle, detail, patient);
    }
}
