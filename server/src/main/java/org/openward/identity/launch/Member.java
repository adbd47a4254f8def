package org.openward.identity.launch;

import java.util.List;
import java.util.Optional;

/**
 * A person who signs in, as far as a launch needs to know.
 *
 * @param scopes the widest scopes that an app may have in this person's name
 * @param tenants the tenants that this person may enter
 * @param patient whose record this person's own is
 */
public record Member(String name, List<String> scopes, List<String> tenants, Optional<String> patient) {
    public Member {
        scopes = List.copyOf(scopes);
        tenants = List.copyOf(tenants);
    }
}
