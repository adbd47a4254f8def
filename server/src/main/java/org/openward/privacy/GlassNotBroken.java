package org.openward.privacy;

import org.openward.fhir.Refusal;

/** A patient's record is not opened for an emergency as asked. */
class GlassNotBroken extends Refusal {
    private static final long serialVersionUID = 1L;

    private GlassNotBroken(Kind kind, String message) {
        super(kind, "X4", message);
    }

    static GlassNotBroken withoutReason(int shortest, int longest) {
        return new GlassNotBroken(
                Kind.MALFORMED,
                "Say why you need the record, in " + shortest + " to " + longest + " characters. Nothing was opened.");
    }

    static GlassNotBroken tooLong(long longest) {
        return new GlassNotBroken(
                Kind.MALFORMED, "A record is opened for 1 to " + longest + " minutes. Nothing was opened.");
    }

    static GlassNotBroken toNobody() {
        return new GlassNotBroken(
                Kind.FORBIDDEN,
                "The token does not say which Practitioner its holder is (fhirUser), so no patient can be opened to him.");
    }
}
