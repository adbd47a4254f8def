package org.openward.hl7v2.results;

import java.util.Optional;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;

/** HL7 table 0085: how far a result is, and what that is called in FHIR. */
public enum ResultStatus {
    A(ObservationStatus.AMENDED),
    B(ObservationStatus.AMENDED),
    C(ObservationStatus.CORRECTED),
    D(ObservationStatus.ENTEREDINERROR),
    F(ObservationStatus.FINAL),
    I(ObservationStatus.REGISTERED),
    N(ObservationStatus.CANCELLED),
    O(ObservationStatus.REGISTERED),
    P(ObservationStatus.PRELIMINARY),
    R(ObservationStatus.PRELIMINARY),
    S(ObservationStatus.PRELIMINARY),
    /** Nothing but the news that what was preliminary is now final; the value is not sent again. */
    U(ObservationStatus.FINAL),
    V(ObservationStatus.FINAL),
    W(ObservationStatus.ENTEREDINERROR),
    X(ObservationStatus.CANCELLED);

    private final ObservationStatus status;

    ResultStatus(ObservationStatus status) {
        this.status = status;
    }

    public ObservationStatus status() {
        return status;
    }

    static Optional<ResultStatus> of(String sent) {
        for (ResultStatus each : values()) {
            if (each.name().equals(sent)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
