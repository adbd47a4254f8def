package org.openward.notifications.terms;

import org.openward.fhir.Refusal;

/** A subscription asks for what the server does not do. */
public final class SubscriptionRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private SubscriptionRefused(Kind kind, String message) {
        super(kind, message);
    }

    public static SubscriptionRefused because(String reason) {
        return new SubscriptionRefused(Kind.RULE, reason);
    }

    public static SubscriptionRefused notAllowed(String reason) {
        return new SubscriptionRefused(Kind.FORBIDDEN, reason);
    }
}
