package org.openward.fhir;

/** The same {@code Idempotency-Key} came with another request before. */
class KeyUsedForAnotherRequest extends Refusal {
    private static final long serialVersionUID = 1L;

    KeyUsedForAnotherRequest() {
        super(
                Kind.RULE,
                "G2",
                "This Idempotency-Key stands for another request that was carried out before, so nothing was done."
                        + " Send a new key with a new request.");
    }
}
