package org.openward.fhir.reading;

import java.util.function.Supplier;

/** Reads records of which nothing may be passed over, since they are to be stored. */
public final class NothingPassedOver {
    static final OnThisThread NOW = new OnThisThread();

    private NothingPassedOver() {}

    /**
     * Reads so what was sent.
     *
     * @throws UnreadElement when HAPI's reader would pass something over
     * @throws ForbiddenElement when a narrative has a script or a style sheet
     */
    public static <T> T in(Supplier<T> reading) {
        return NOW.during(() -> SentNarratives.in(reading));
    }

    static void refuse(String why) {
        if (NOW.isSo()) {
            throw new UnreadElement(why);
        }
    }
}
