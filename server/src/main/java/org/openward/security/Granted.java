package org.openward.security;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what the token of a FHIR request allows; it was read once, when the request came in. */
final class Granted {
    private Granted() {}

    static Optional<Grant> to(@Nullable RequestDetails request) {
        return request instanceof ServletRequestDetails web
                        && web.getServletRequest().getAttribute(CallerFilter.GRANT) instanceof Grant grant
                ? Optional.of(grant)
                : Optional.empty();
    }
}
