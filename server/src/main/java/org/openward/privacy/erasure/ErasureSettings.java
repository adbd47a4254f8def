package org.openward.privacy.erasure;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What becomes of an erased patient's records.
 *
 * @param removedTypes the types that are removed; what the law makes the hospital keep is not among them, and loses only what says whose it was
 */
@ConfigurationProperties("openward.privacy.erasure")
record ErasureSettings(
        @DefaultValue({
                    "Appointment",
                    "AppointmentResponse",
                    "Basic",
                    "Bundle",
                    "Communication",
                    "CommunicationRequest",
                    "DocumentManifest",
                    "DocumentReference",
                    "EnrollmentRequest",
                    "Media",
                    "Person",
                    "QuestionnaireResponse",
                    "RelatedPerson"
                })
                Set<String> removedTypes) {
    ErasureSettings {
        removedTypes = Set.copyOf(removedTypes);
    }
}
