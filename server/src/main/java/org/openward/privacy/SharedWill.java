package org.openward.privacy;

import java.util.Set;
import org.hl7.fhir.r4.model.Consent;

/**
 * What several patients decided in the same words.
 *
 * @param consent one of their Consents
 * @param patients their ids
 */
record SharedWill(Consent consent, Set<String> patients) {
    SharedWill {
        patients = Set.copyOf(patients);
    }
}
