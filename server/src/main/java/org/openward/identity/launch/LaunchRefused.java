package org.openward.identity.launch;

import org.openward.fhir.Refusal;

/** A launch names what cannot be launched with. */
final class LaunchRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private LaunchRefused(Kind kind, String message) {
        super(kind, message);
    }

    static LaunchRefused because(String why) {
        return new LaunchRefused(Kind.MALFORMED, why);
    }

    static LaunchRefused byRule(String why) {
        return new LaunchRefused(Kind.RULE, why);
    }
}
