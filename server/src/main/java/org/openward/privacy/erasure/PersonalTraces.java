package org.openward.privacy.erasure;

import java.util.Optional;

/** What a department keeps about people beside the FHIR records; each brings its own, as a component. */
public interface PersonalTraces {
    /** Why this person cannot be erased yet, and what to do about it, in a sentence that names nobody. */
    default Optional<String> hindrance(ErasedPerson person) {
        return Optional.empty();
    }

    /** Erases in the open transaction what is kept of the person; how many things it was. */
    default int erase(ErasedPerson person) {
        return 0;
    }
}
