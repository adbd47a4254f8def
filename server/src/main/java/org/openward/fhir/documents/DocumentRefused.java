package org.openward.fhir.documents;

import org.openward.fhir.Refusal;

/** A document is asked for in a way that does not say which, or cannot be made. */
class DocumentRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    DocumentRefused(String message) {
        super(Kind.MALFORMED, message);
    }

    /** The document would be without something that it names. */
    static DocumentRefused incomplete(String reference) {
        return new DocumentRefused(
                Kind.RULE,
                "The composition names %s, which is not here, so that the document would not be complete."
                        .formatted(reference));
    }

    private DocumentRefused(Kind kind, String message) {
        super(kind, message);
    }
}
