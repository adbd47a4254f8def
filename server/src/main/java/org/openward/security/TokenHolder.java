package org.openward.security;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.tenancy.Caller;

/**
 * Who came in with an access token, where no FHIR request is made.
 *
 * @param tenants the ids of the tenants that he may enter
 * @param permissions what he may do beyond his scopes
 * @param assurance how sure it is who he is, as {@code acr} says it of a person
 * @param record the one that stands for him in the hospital, such as {@code Practitioner/12}, as far as that is known
 */
public record TokenHolder(
        Caller.Kind kind,
        String subject,
        Set<String> tenants,
        Set<String> permissions,
        String assurance,
        @Nullable String record) {
    public TokenHolder {
        tenants = Set.copyOf(tenants);
        permissions = Set.copyOf(permissions);
    }

    /** Whether he is a person who showed a second factor, or a program, which has none to show. */
    public boolean isSurelyHe() {
        return Grant.isAssured(assurance, Grant.SECOND_FACTOR);
    }

    /** Whether it was he who was granted this. */
    public boolean isThe(KeptGrant grant) {
        return grant.kind() == kind && grant.subject().equals(subject);
    }
}
