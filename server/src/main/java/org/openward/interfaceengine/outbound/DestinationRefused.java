package org.openward.interfaceengine.outbound;

import org.openward.fhir.Refusal;

/** An Endpoint asks to be sent what the server does not send, or where it does not send. */
class DestinationRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private DestinationRefused(Kind kind, String message) {
        super(kind, message);
    }

    static DestinationRefused because(String reason) {
        return new DestinationRefused(Kind.RULE, reason);
    }

    static DestinationRefused notAllowed(String reason) {
        return new DestinationRefused(Kind.FORBIDDEN, reason);
    }
}
