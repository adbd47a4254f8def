package org.openward.identity.staff;

import java.util.Set;
import org.openward.identity.accounts.Roles;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which roles nobody gives alone.
 *
 * @param byTwo codes of roles that are given when somebody else has approved it
 */
@ConfigurationProperties("openward.security.roles")
record RoleGrantSettings(@DefaultValue({"ADM", "BIL", "PHA"}) Set<String> byTwo) {
    RoleGrantSettings {
        byTwo = Set.copyOf(byTwo);
        if (!Roles.OF_STAFF.containsAll(byTwo)) {
            throw new IllegalArgumentException(
                    "openward.security.roles.by-two names a role that is none of " + Roles.OF_STAFF + ".");
        }
    }
}
