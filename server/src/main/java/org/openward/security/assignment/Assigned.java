package org.openward.security.assignment;

import java.time.Instant;
import java.util.Optional;

/**
 * One record's word that somebody has to do with a patient.
 *
 * @param kind how: in his care, as a relative, by the patient's consent
 * @param member a reference such as {@code Practitioner/12}
 * @param patient the id of the patient
 */
record Assigned(Kind kind, String member, String patient, Optional<Instant> starts, Optional<Instant> ends) {
    enum Kind {
        CARE("care"),
        KIN("kin"),
        CONSENT("consent");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
