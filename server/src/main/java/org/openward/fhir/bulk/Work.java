package org.openward.fhir.bulk;

import java.util.function.Supplier;

/** How jobs of one kind come further, so that after each commit any server can go on. */
public interface Work {
    /** Which jobs it carries out. */
    Job.Kind kind();

    /** Does what is next, as the submitter of the job and outside of any transaction but those of the steps. */
    Progress advance(Job job, Steps steps);

    /** In the transaction that ends a job in failure, or removes it: lets go of what nobody needs any more. */
    default void left(Job job) {}

    /** What it came to. */
    enum Progress {
        FURTHER,
        /** Others must end first what they have begun. */
        NOT_YET,
        FINISHED
    }

    /** The transactions of whoever has the turn. */
    interface Steps {
        /**
         * Does that in a transaction that holds the turn, and holds it on for a while.
         *
         * @throws TurnLost when the turn is somebody else's meanwhile, or the server stops
         */
        <T> T commit(Supplier<T> work);

        /** How often the job was begun again since it last came further; 1 at first. */
        int attempts();
    }
}
