package org.openward.fhir.validation;

import org.openward.fhir.Refusal;

/** A request to validate that does not say what, or how. */
class UnclearValidation extends Refusal {
    private static final long serialVersionUID = 1L;

    private UnclearValidation(String message) {
        super(Kind.MALFORMED, message);
    }

    static UnclearValidation ofNothing() {
        return new UnclearValidation(
                "There is nothing to validate. Send the record, or Parameters with the record as resource.");
    }

    static UnclearValidation ofMode() {
        return new UnclearValidation(
                "The mode of a validation is create, update or profile; delete is asked of a record at its address.");
    }
}
