package org.openward.billing;

import org.openward.fhir.Refusal;

/** Something in the request is missing or is no value of its kind. */
class MalformedBillingRequest extends Refusal {
    private static final long serialVersionUID = 1L;

    MalformedBillingRequest(String message) {
        super(Kind.MALFORMED, message);
    }
}
