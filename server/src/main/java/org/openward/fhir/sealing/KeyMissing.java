package org.openward.fhir.sealing;

import org.openward.fhir.Refusal;

/** Other servers encrypt numbers with a key that this one has not: it neither writes such a number in clear nor says that there is none. */
final class KeyMissing extends Refusal {
    private static final long serialVersionUID = 1L;

    KeyMissing(String key) {
        super(
                Kind.UNAVAILABLE,
                "Identity numbers are encrypted with key " + key
                        + ", which is not in this server's key file, so that it neither stores nor looks for them."
                        + " Tell the operator of the server.");
    }
}
