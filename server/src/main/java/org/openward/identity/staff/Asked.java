package org.openward.identity.staff;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** Reads what a request about an account asks for, or says what is wrong with it. */
final class Asked {
    private static final int LONGEST_REASON = 500;

    private Asked() {}

    static String text(@Nullable StringType given) {
        return given == null || given.getValue() == null ? "" : given.getValue().strip();
    }

    static String reason(@Nullable StringType given) {
        var reason = text(given).replaceAll("\\p{Cntrl}", " ");
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw AccountRefused.malformed(
                    "Say in reason why, in at most " + LONGEST_REASON + " characters; the audit keeps it.");
        }
        return reason;
    }

    static Optional<String> practitioner(@Nullable Reference given) {
        if (given == null) {
            return Optional.empty();
        }
        var reference = given.getReferenceElement();
        if (!"Practitioner".equals(reference.getResourceType()) || !reference.hasIdPart() || reference.isAbsolute()) {
            throw AccountRefused.malformed("Write the reference as Practitioner/[id].");
        }
        return Optional.of(reference.getIdPart());
    }

    static List<UUID> sessions(@Nullable List<StringType> given) {
        return Stream.ofNullable(given)
                .flatMap(List::stream)
                .map(Asked::text)
                .map(Asked::session)
                .toList();
    }

    private static UUID session(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException foreign) {
            throw AccountRefused.malformed("Name each session by its id, as $permissions shows it.");
        }
    }
}
