package org.openward.fhir.changes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A look at the database that is taken again and again: one that fails is no reason not to take the next. */
public final class Look {
    private static final Logger LOG = LoggerFactory.getLogger(Look.class);

    private Look() {}

    /**
     * The same look, which tells the log of its failure instead of ending the rounds.
     *
     * @param what is looked at, for the log
     */
    public static Runnable unfailing(String what, Runnable look) {
        return () -> {
            try {
                look.run();
            } catch (RuntimeException failure) {
                LOG.warn(
                        "{} could not be looked at ({}).",
                        what,
                        failure.getClass().getName());
            }
        };
    }
}
