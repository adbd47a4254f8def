package org.openward.fhir.terminology.load;

import org.openward.fhir.Refusal;

/** A code system cannot be loaded by whoever asks, or not now, or not so. */
class LoadRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private LoadRefused(Kind kind, String message) {
        super(kind, message);
    }

    static LoadRefused ofAnotherTenant() {
        return new LoadRefused(
                Kind.FORBIDDEN, "All tenants share code systems: only a caller of the default tenant may load one.");
    }

    static LoadRefused fileOutOfReach() {
        return new LoadRefused(
                Kind.FORBIDDEN,
                "The token does not reach every Binary, so it cannot give one. Send the file as the body.");
    }

    static LoadRefused already(String system) {
        return new LoadRefused(
                Kind.CONFLICT,
                "The code system %s is being loaded already. Wait for that job or withdraw it, then ask again."
                        .formatted(system));
    }

    static LoadRefused unclear(String why) {
        return new LoadRefused(Kind.MALFORMED, why);
    }
}
