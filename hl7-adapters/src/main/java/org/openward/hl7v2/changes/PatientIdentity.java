package org.openward.hl7v2.changes;

import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.PatientAsSent.SentIdentifier;

/** What makes a patient the same one when a sender names them again: the number and whoever gave it out. */
public final class PatientIdentity {
    private PatientIdentity() {}

    /**
     * The identity that a number means. Without a worldwide name of whoever gave it out, it is a number of the sender's own.
     *
     * @param namespace of the sender
     */
    public static BusinessIdentity of(String namespace, SentIdentifier number) {
        return new BusinessIdentity(system(namespace, number), number.value());
    }

    private static String system(String namespace, SentIdentifier number) {
        if (!number.authorityUri().isEmpty()) {
            return number.authorityUri();
        }
        return number.authority().isEmpty()
                ? namespace + "/patients"
                : namespace + "/patients/" + number.authority().replaceAll("[^A-Za-z0-9._-]+", "-");
    }
}
