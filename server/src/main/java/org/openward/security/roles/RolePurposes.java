package org.openward.security.roles;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openward.tenancy.Purpose;

/** What people in a role use records for, where they do not say it themselves, as the policy of roles tells it. */
public final class RolePurposes {
    private final Map<Purpose, List<String>> roles = new LinkedHashMap<>();

    private RolePurposes(Map<String, List<String>> said) {
        said.forEach((code, some) ->
                roles.put(Purpose.of(code).orElseThrow(() -> new IllegalArgumentException(code)), some));
    }

    /** As the policy file in this build says. */
    public static RolePurposes read() {
        return new RolePurposes(RolePolicy.read().purposes());
    }

    /** The first that the policy names for one of somebody's roles. */
    public Optional<Purpose> of(RoleHolder holder) {
        return roles.entrySet().stream()
                .filter(purpose -> !Collections.disjoint(purpose.getValue(), holder.roles()))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
