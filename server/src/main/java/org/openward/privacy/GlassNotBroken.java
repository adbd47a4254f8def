package org.openward.privacy;

import org.openward.fhir.Refusal;

/** A patient's record is not opened for an emergency as asked. */
class GlassNotBroken extends Refusal {
    private static final long serialVersionUID = 1L;

    private GlassNotBroken(String message) {
        super(Kind.MALFORMED, "X4", message);
    }

    static GlassNotBroken withoutReason(int shortest, int longest) {
        return new GlassNotBroken(
                "Say why you need the record, in " + shortest + " to " + longest + " characters. Nothing was opened.");
    }

    static GlassNotBroken tooLong(long longest) {
        return new GlassNotBroken("A record is opened for 1 to " + longest + " minutes. Nothing was opened.");
    }
}
