package org.openward.security;

import java.util.Collection;
import java.util.Set;

/** Which scopes a client may have, given the ones it is registered with. */
public final class ScopePolicy {
    /** Scopes beside the resource scopes: who the user is, how the app was launched, how long it may refresh. */
    public static final Set<String> OTHER =
            Set.of("openid", "profile", "fhirUser", "launch", "launch/patient", "offline_access", "online_access");

    /** The permission for all operations. */
    public static final String EVERY_OPERATION = "operation/*";

    private ScopePolicy() {}

    /** Whether each asked scope is one of the registered scopes or narrower than one. */
    public static boolean covers(Collection<String> registered, Collection<String> asked) {
        return asked.stream().allMatch(scope -> covers(registered, scope));
    }

    public static boolean covers(Collection<String> registered, String asked) {
        if (OTHER.contains(asked)) {
            return registered.contains(asked);
        }
        var wanted = SmartScope.parse(asked);
        return wanted.isPresent()
                && registered.stream()
                        .flatMap(scope -> SmartScope.parse(scope).stream())
                        .anyMatch(scope -> scope.covers(wanted.get()));
    }

    /** Refuses a text that is no scope. */
    public static void checkRegistrable(String scope) {
        if (!OTHER.contains(scope) && SmartScope.parse(scope).isEmpty()) {
            throw new IllegalArgumentException("'" + scope + "' is no SMART scope that this server knows.");
        }
    }
}
