package org.openward.fhir.disclosure;

import org.jspecify.annotations.Nullable;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;

/**
 * Somebody to whom records are about to be shown.
 *
 * @param subject a client id, a user name or {@code Device/x}
 * @param fhirUser the record that describes him, such as {@code Practitioner/3}, as far as the token says it
 * @param patient the id of the patient that he is himself
 */
public record Reader(
        Caller.Kind kind, String subject, @Nullable String fhirUser, @Nullable String patient, Purpose purpose) {
    /** Whoever is acting, when he takes records out of the hospital. */
    public static Reader takingOut(@Nullable String fhirUser) {
        var caller = Acting.caller();
        return new Reader(caller.kind(), caller.subject(), fhirUser, null, Purpose.EXPORT);
    }

    /** What records are read for. */
    public enum Purpose {
        /** The work of the hospital with its patients. */
        CARE,
        /** Many records are taken out of the hospital at once. */
        EXPORT
    }
}
