package org.openward.interfaceengine;

import org.openward.fhir.Refusal;

/** A request about the feed cannot be understood. */
public class UnusableFeedRequest extends Refusal {
    private static final long serialVersionUID = 1L;

    public UnusableFeedRequest(String message) {
        super(Kind.MALFORMED, message);
    }
}
