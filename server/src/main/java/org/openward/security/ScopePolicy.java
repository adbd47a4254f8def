package org.openward.security;

import java.util.Collection;
import java.util.Set;

/** Which scopes a client may have, given the ones it is registered with. */
final class ScopePolicy {
    /** Scopes beside the resource scopes: who the user is, how the app was launched, how long it may refresh. */
    static final Set<String> OTHER =
            Set.of("openid", "profile", "fhirUser", "launch", "launch/patient", "offline_access", "online_access");

    private ScopePolicy() {}

    /** Whether each asked scope is one of the registered scopes or narrower than one. */
    static boolean covers(Collection<String> registered, Collection<String> asked) {
        return asked.stream().allMatch(scope -> covers(registered, scope));
    }

    static boolean covers(Collection<String> registered, String asked) {
        if (OTHER.contains(asked)) {
            return registered.contains(asked);
        }
        var wanted = SmartScope.parse(asked);
        return wanted.isPresent()
                && registered.stream()
                        .flatMap(scope -> SmartScope.parse(scope).stream())
                        .anyMatch(scope -> scope.covers(wanted.get()));
    }

    static void checkRegistrable(String scope) {
        if (!OTHER.contains(scope) && SmartScope.parse(scope).isEmpty()) {
            throw new IllegalArgumentException("'" + scope + "' is no SMART scope that this server knows.");
        }
    }
}
