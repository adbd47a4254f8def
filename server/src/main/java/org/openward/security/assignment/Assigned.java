package org.openward.security.assignment;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One record's word that somebody has to do with a patient.
 *
 * @param kind how: in his care, as a relative, as a parent or guardian, by a consent, in an emergency
 * @param member a reference such as {@code Practitioner/12}
 * @param patient the id of the patient
 * @param given on which day the patient himself gave the consent
 */
record Assigned(
        Kind kind,
        String member,
        String patient,
        Optional<Instant> starts,
        Optional<Instant> ends,
        Optional<LocalDate> given) {
    enum Kind {
        CARE("care"),
        KIN("kin"),
        GUARDIAN("guardian"),
        CONSENT("consent"),
        GLASS("glass");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /** Whether it depends on the patient's age what follows from it. */
        boolean dependsOnAge() {
            return this != CARE && this != GLASS;
        }
    }
}
