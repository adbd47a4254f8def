package org.openward.laboratory;

import org.hl7.fhir.r4.model.Observation;

/** The rule by which a result that came again may take the place of the one on file. */
public interface Revision {
    /** What becomes of the result on file. */
    enum Verdict {
        /** The new one is its next version. */
        REPLACE,
        /** Its value stays and is now final. */
        MAKE_FINAL,
        /** It stays: the new one says nothing new. */
        KEEP,
        /** It stays: the new one is older. */
        OUTDATED,
        /** The new one would undo it, which only a person may do. */
        REFUSE
    }

    /** What becomes of a result of which nothing is on file. */
    default Verdict first() {
        return Verdict.REPLACE;
    }

    Verdict of(Observation onFile);
}
