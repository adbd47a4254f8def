package org.openward.security;

import java.util.Set;
import org.openward.tenancy.Caller;

/**
 * Who came in with an access token, where no FHIR request is made.
 *
 * @param tenants the ids of the tenants that he may enter
 * @param permissions what he may do beyond his scopes
 */
public record TokenHolder(Caller.Kind kind, String subject, Set<String> tenants, Set<String> permissions) {
    public TokenHolder {
        tenants = Set.copyOf(tenants);
        permissions = Set.copyOf(permissions);
    }

    /** Whether it was he who was granted this. */
    public boolean isThe(KeptGrant grant) {
        return grant.kind() == kind && grant.subject().equals(subject);
    }
}
