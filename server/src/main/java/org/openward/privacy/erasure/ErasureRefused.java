package org.openward.privacy.erasure;

import org.openward.fhir.Refusal;

/** A patient is not erased, or not by this request; or somebody wants to fill an erased record again. */
class ErasureRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private static final String ERASURE = "X7";

    private ErasureRefused(Kind kind, String message) {
        super(kind, ERASURE, message);
    }

    static ErasureRefused unknownBasis() {
        return new ErasureRefused(
                Kind.MALFORMED,
                "Say by legalBasis which right the erasure rests on: no-longer-necessary, consent-withdrawn, objection, "
                        + "unlawful-processing, legal-obligation or child-consent. Nothing was proposed.");
    }

    static ErasureRefused withoutReason(int shortest, int longest) {
        return new ErasureRefused(
                Kind.MALFORMED,
                "Say for the approver why, in " + shortest + " to " + longest + " characters. Nothing was proposed.");
    }

    static ErasureRefused namesThePatient() {
        return new ErasureRefused(
                Kind.MALFORMED,
                "The reason stays when the patient is erased, so it must not hold his name, number or address. Say it "
                        + "without them.");
    }

    static ErasureRefused underLegalHold() {
        return new ErasureRefused(
                Kind.RULE,
                "The patient's records are under a legal hold and must be kept as they are. End the Flag first, when the law "
                        + "allows it.");
    }

    static ErasureRefused stillInCare() {
        return new ErasureRefused(
                Kind.RULE,
                "The patient has an encounter that is not over. Finish or cancel it first, so that nobody treats a person "
                        + "without a name.");
    }

    static ErasureRefused hindered(String why) {
        return new ErasureRefused(Kind.RULE, why);
    }

    static ErasureRefused erasedBefore() {
        return new ErasureRefused(Kind.RULE, "This patient was erased before. Nothing is left to erase.");
    }

    static ErasureRefused staysErased() {
        return new ErasureRefused(
                Kind.RULE,
                "This patient was erased; the record stays as it is. Register the person anew if he comes again.");
    }

    static ErasureRefused markedByHand() {
        return new ErasureRefused(
                Kind.FORBIDDEN,
                "Only an erasure marks a record as erased. Leave the identifier out, or use Patient/$erase.");
    }

    static ErasureRefused holdNotYours() {
        return new ErasureRefused(
                Kind.FORBIDDEN,
                "A legal hold is set, changed and ended by those with the permission " + LegalHolds.PERMISSION + ".");
    }
}
