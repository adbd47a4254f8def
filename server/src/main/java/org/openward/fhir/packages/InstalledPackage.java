package org.openward.fhir.packages;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A package as it stands here.
 *
 * @param guide the implementation guide in it, with its version
 * @param missing packages that it builds on and that are not here
 * @param trouble why it could not be installed
 */
record InstalledPackage(
        UUID id,
        String name,
        State state,
        int definitions,
        @Nullable String guide,
        List<String> missing,
        @Nullable String trouble,
        Instant since) {
    /** How far it has come. */
    enum State {
        INSTALLING,
        INSTALLED,
        FAILED
    }
}
