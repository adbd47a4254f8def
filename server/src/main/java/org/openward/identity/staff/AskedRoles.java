package org.openward.identity.staff;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeType;
import org.jspecify.annotations.Nullable;
import org.openward.identity.accounts.Roles;

/** The roles that a request names. */
final class AskedRoles {
    private AskedRoles() {}

    static Roles of(@Nullable List<CodeType> codes) {
        return Roles.of(Stream.ofNullable(codes)
                .flatMap(List::stream)
                .map(CodeType::getValue)
                .filter(Objects::nonNull)
                .toList());
    }

    /** Refuses a role that is none, or none of people who work in the hospital. */
    static void check(Roles roles) {
        if (!Roles.OF_STAFF.containsAll(roles.codes())) {
            throw AccountRefused.malformed(
                    "Name roles by their codes: " + String.join(", ", new TreeSet<>(Roles.OF_STAFF)) + ".");
        }
    }
}
