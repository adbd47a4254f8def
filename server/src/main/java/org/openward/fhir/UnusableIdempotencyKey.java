package org.openward.fhir;

/** The request has no {@code Idempotency-Key}, or one that cannot be kept. */
class UnusableIdempotencyKey extends Refusal {
    private static final long serialVersionUID = 1L;

    UnusableIdempotencyKey() {
        super(
                Kind.MALFORMED,
                "G2",
                "This operation needs exactly one Idempotency-Key header of 1 to 255 printable ASCII characters. Send a"
                        + " new random key, such as a UUID, and repeat it unchanged when you repeat the request.");
    }
}
