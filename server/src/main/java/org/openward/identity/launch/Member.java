package org.openward.identity.launch;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A person who signs in, as far as a launch needs to know.
 *
 * @param scopes the widest scopes that an app may have in this person's name
 * @param tenants the tenants that this person may enter
 * @param patient whose record this person's own is
 * @param record what stands for this person among the hospital's records, such as {@code Practitioner/3}
 * @param roles what this person is in the hospital
 */
public record Member(
        String name,
        List<String> scopes,
        List<String> tenants,
        Optional<String> patient,
        Optional<String> record,
        Set<String> roles) {
    public Member {
        scopes = List.copyOf(scopes);
        tenants = List.copyOf(tenants);
        roles = Set.copyOf(roles);
    }
}
