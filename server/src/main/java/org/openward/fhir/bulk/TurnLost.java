package org.openward.fhir.bulk;

/** The job is not this worker's any more, so that nothing more of what he does may be kept. */
public class TurnLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TurnLost() {
        super("The turn is over.");
    }
}
