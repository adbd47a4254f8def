package org.openward.fhir.contents;

import org.openward.fhir.Refusal;

/** A Binary names no record that could say who may see it. */
class UnusableSecurityContext extends Refusal {
    private static final long serialVersionUID = 1L;

    private UnusableSecurityContext(String message) {
        super(Kind.MALFORMED, message);
    }

    static UnusableSecurityContext malformed() {
        return new UnusableSecurityContext(
                "Binary.securityContext names a record by its type and id, such as Patient/1, or by the fullUrl of an entry of its transaction.");
    }

    static UnusableSecurityContext ofNothing(String type, String id) {
        return new UnusableSecurityContext("Binary.securityContext names " + type + "/" + id
                + ", which is not here. Store that record first, or in the same transaction.");
    }
}
