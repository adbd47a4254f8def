package org.openward.fhir.newest;

import org.openward.fhir.Refusal;

/** The newest results are asked for in a way that does not say whose, or of too many. */
class NewestRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private NewestRefused(Kind kind, String message) {
        super(kind, message);
    }

    static NewestRefused unclear(String message) {
        return new NewestRefused(Kind.MALFORMED, message);
    }

    static NewestRefused tooMany(int most) {
        return new NewestRefused(
                Kind.RULE,
                "There are more than %,d. Ask for fewer of each, for a category, or for some codes.".formatted(most));
    }
}
