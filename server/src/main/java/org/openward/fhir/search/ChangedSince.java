package org.openward.fhir.search;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.UnsignedIntType;

/** Since when a record must have changed to be shown among everything of a patient or an encounter. */
record ChangedSince(Instant time) {
    /** What the request says, in its URL or in its body. */
    static Optional<ChangedSince> asked(RequestDetails request) {
        var said = request.getParameters().get(Constants.PARAM_SINCE);
        return (said == null ? inBody(request) : Stream.of(said)).findFirst().map(ChangedSince::of);
    }

    private static Stream<String> inBody(RequestDetails request) {
        return request.getResource() instanceof Parameters body
                ? body.getParameterValues(Constants.PARAM_SINCE).stream()
                        .map(Base::primitiveValue)
                        .filter(Objects::nonNull)
                : Stream.empty();
    }

    private static ChangedSince of(String text) {
        try {
            return Optional.ofNullable(new DateTimeType(text).getValue())
                    .map(time -> new ChangedSince(time.toInstant()))
                    .orElseThrow(ChangedSince::unreadable);
        } catch (DataFormatException | IllegalArgumentException malformed) {
            throw unreadable();
        }
    }

    private static InvalidRequestException unreadable() {
        return new InvalidRequestException(
                "_since is a time such as 2026-03-01T08:00:00Z. In an address the plus sign of a time zone is escaped.");
    }

    /** Leaves on the page what has changed since then. Nobody knows how many there are on all pages. */
    void leaveOn(Bundle page) {
        page.getEntry()
                .removeIf(entry -> entry.getResource() != null
                        && entry.getResource().getMeta().getLastUpdated() != null
                        && entry.getResource()
                                .getMeta()
                                .getLastUpdated()
                                .toInstant()
                                .isBefore(time));
        page.setTotalElement(new UnsignedIntType());
    }
}
