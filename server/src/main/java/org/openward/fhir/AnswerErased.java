package org.openward.fhir;

/** The same request was carried out before, and what it answered was erased since. */
public class AnswerErased extends Refusal {
    private static final long serialVersionUID = 1L;

    AnswerErased() {
        super(
                Kind.CONFLICT,
                "G2",
                "This request was carried out before, and its answer was erased since. Nothing was done now; read the records "
                        + "instead.");
    }
}
