package org.openward.security.roles;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who works, or is cared for, in certain roles.
 *
 * @param roles codes such as {@code DOC}; one that the policy does not know allows nothing
 * @param userName the record that stands for him, such as {@code Practitioner/12}
 * @param patientId the patient that he is, or speaks for
 * @param caredFor the only patient for whom he acts as a relative, whoever else may let him; nobody where that is left open
 */
public record RoleHolder(
        Set<String> roles, @Nullable String userName, @Nullable String patientId, @Nullable String caredFor) {
    public RoleHolder {
        roles = Set.copyOf(roles);
    }

    /** Somebody who acts for whoever lets him. */
    public RoleHolder(Set<String> roles, @Nullable String userName, @Nullable String patientId) {
        this(roles, userName, patientId, null);
    }

    Optional<String> user() {
        return Optional.ofNullable(userName);
    }

    Optional<String> patient() {
        return Optional.ofNullable(patientId);
    }

    Optional<String> onlyCaredFor() {
        return Optional.ofNullable(caredFor);
    }
}
