package org.openward.fhir.verbatim;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.verbatim.VerbatimRules.Way;

/**
 * For which request this thread loads records to be shown verbatim; HAPI does not say it where it loads them.
 *
 * @param isSeenFirst whether somebody looks at them before
 */
record AnswerInTurn(RequestDetails request, boolean isSeenFirst) {
    private static final ThreadLocal<@Nullable AnswerInTurn> IN_TURN = new ThreadLocal<>();

    static void begin(RequestDetails request, Way way) {
        if (way == Way.THROUGH_THE_MODEL) {
            end();
        } else {
            IN_TURN.set(new AnswerInTurn(request, way == Way.SEEN_FIRST));
        }
    }

    static void end() {
        IN_TURN.remove();
    }

    static Optional<AnswerInTurn> ifAny() {
        return Optional.ofNullable(IN_TURN.get());
    }
}
