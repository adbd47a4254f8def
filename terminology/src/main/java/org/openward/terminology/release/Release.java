package org.openward.terminology.release;

import java.io.IOException;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeSystem;

/** How one publisher publishes his code system. */
interface Release {
    /** What is known of the code system without looking into the file. */
    CodeSystem about();

    /** The version that the file says it is, if it does. */
    Optional<String> version(ReleaseFile file) throws IOException;

    void read(ReleaseFile file, Facts facts) throws IOException;
}
