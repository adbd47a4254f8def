package org.openward.identity.keys;

import org.openward.fhir.Refusal;

/** The signing key is not replaced as asked. */
final class KeyRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private KeyRefused(Kind kind, String message) {
        super(kind, "X3", message);
    }

    static KeyRefused fromElsewhere() {
        return new KeyRefused(Kind.FORBIDDEN, "The key that signs tokens is replaced from the default tenant only.");
    }

    static KeyRefused withoutReason(int longest) {
        return new KeyRefused(
                Kind.MALFORMED, "Say in reason why, in at most " + longest + " characters; the audit keeps it.");
    }
}
