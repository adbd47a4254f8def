package org.openward.fhir.bulk;

/** How jobs of one kind come further. Each step is a transaction, after which any server can go on. */
public interface Work {
    /** Which jobs it carries out. */
    Job.Kind kind();

    /** Does the next step in the open transaction, as the submitter of the job. */
    Progress step(Job job);

    /** What a step came to. */
    enum Progress {
        FURTHER,
        /** Others must end first what they have begun. */
        NOT_YET,
        FINISHED
    }
}
