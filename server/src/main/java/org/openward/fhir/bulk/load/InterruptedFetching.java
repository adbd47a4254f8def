package org.openward.fhir.bulk.load;

/** A file stopped coming; it is asked for again later. */
class InterruptedFetching extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedFetching(Throwable cause) {
        super("A file stopped coming.", cause);
    }
}
