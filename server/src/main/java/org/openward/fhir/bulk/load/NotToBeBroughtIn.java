package org.openward.fhir.bulk.load;

import org.openward.fhir.Refusal;

/** The token allows to write no record of a type that is to be imported. */
class NotToBeBroughtIn extends Refusal {
    private static final long serialVersionUID = 1L;

    NotToBeBroughtIn(String type) {
        super(
                Kind.FORBIDDEN,
                "To import " + type + ", the token needs the scope " + type + ".c or " + type + ".u, better both.");
    }
}
