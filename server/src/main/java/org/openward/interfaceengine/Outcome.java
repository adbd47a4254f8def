package org.openward.interfaceengine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a message when it was to be filed. */
sealed interface Outcome {
    /**
     * Its results are filed.
     *
     * @param reports ids of the DiagnosticReports
     * @param mapping the version of the mapping that was used
     */
    record Filed(List<String> reports, String mapping) implements Outcome {}

    /**
     * It cannot be filed before a person has removed what stands in its way.
     *
     * @param detail what exactly, without patient data
     * @param patient id of the Patient when it is known
     */
    record Held(HeldReason reason, String detail, @Nullable String patient) implements Outcome {}
}
