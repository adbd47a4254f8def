package org.openward.fhir.verbatim;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** For which request this thread loads records to be shown verbatim; HAPI does not say it where it loads them. */
final class AnswerInTurn {
    private static final ThreadLocal<@Nullable RequestDetails> REQUEST = new ThreadLocal<>();

    private AnswerInTurn() {}

    static void begin(RequestDetails request) {
        REQUEST.set(request);
    }

    static void end() {
        REQUEST.remove();
    }

    static Optional<RequestDetails> ifAny() {
        return Optional.ofNullable(REQUEST.get());
    }
}
