package org.openward.identity.launch;

import java.util.Optional;
import org.openward.security.KeptGrant;

/**
 * An EHR is about to start an app for its user.
 *
 * @param client the client id of the app
 * @param patient the id of the patient, when it is not the encounter's
 * @param encounter the id of the encounter
 * @param needsPatientBanner whether the app must say itself whose record it shows
 * @param caller what whoever opens it may see
 */
record OpenLaunch(
        String client,
        Optional<String> patient,
        Optional<String> encounter,
        boolean needsPatientBanner,
        KeptGrant caller) {
    OpenLaunch {
        if (client.isBlank()) {
            throw LaunchRefused.because("Name the app by its client id in the parameter client.");
        }
        if (patient.isEmpty() && encounter.isEmpty()) {
            throw LaunchRefused.because("Name a patient, an encounter, or both.");
        }
    }
}
